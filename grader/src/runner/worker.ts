// Entry of the process that runs one suite against one solution, once.
import { Worker } from 'node:worker_threads';
import 'fast-check';
import 'vitest';
import { init, runBaseTests, setupEnvironment } from 'vitest/worker';
import { fenceModules, disarm } from './fence.ts';
import { WORD, type RunSettings } from './frame.ts';
import { captureOutput } from './output.ts';
import { installReporter, Reporter } from './reporter.ts';

const settings = JSON.parse(process.env['KATA_RUN'] ?? '') as RunSettings;
delete process.env['KATA_RUN'];

const words = new Int32Array(new SharedArrayBuffer(8));
const watchdog = new Worker(new URL('./watchdog.ts', import.meta.url), {
  workerData: { words, settings, parent: process.ppid },
  env: {},
});
await new Promise((resolve) => watchdog.once('online', resolve));
watchdog.unref();

const { store, notify } = Atomics;
let turn = 0;
function nextTurn(): void {
  turn += 1;
  store(words, WORD.turn, turn);
  notify(words, WORD.turn);
}
function rest(): void {
  store(words, WORD.turn, 0);
  notify(words, WORD.turn);
}

const reporter = new Reporter(settings, nextTurn);
installReporter(reporter);
captureOutput(reporter, settings);

const send = process.send?.bind(process);
const on = process.on.bind(process);
const off = process.off.bind(process);
init({
  post: (message) => send?.(message),
  on: (listener) => on('message', listener),
  off: (listener) => off('message', listener),
  onModuleRunner: (runner) => fenceModules(runner, settings, (map) => watchdog.postMessage({ map })),
  runTests: async (state, traces) => {
    nextTurn();
    disarm(settings);
    try {
      return await runBaseTests('run', state, traces);
    } finally {
      rest();
    }
  },
  collectTests: (state, traces) => runBaseTests('collect', state, traces),
  setup: setupEnvironment,
});
send?.({ kata: 'ready' });
