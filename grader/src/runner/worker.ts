// Entry of the process that runs one suite against one solution, once, perhaps after a warm-up.
import { Worker } from 'node:worker_threads';
import 'fast-check';
import 'vitest';
import { init, runBaseTests, setupEnvironment } from 'vitest/worker';
import { disarm, fenceModules, forgetModules } from './fence.ts';
import { BEAT_MS, WORD, type RunSettings } from './frame.ts';
import { captureOutput } from './output.ts';
import { installReporter, Reporter } from './reporter.ts';

const words = new Int32Array(new SharedArrayBuffer(8));
const watchdog = new Worker(new URL('./watchdog.ts', import.meta.url), {
  workerData: { words, parent: process.ppid },
  env: {},
});
await new Promise((resolve) => watchdog.once('online', resolve));
watchdog.unref();

const { add, store } = Atomics;
setInterval(() => add(words, WORD.beat, 1), BEAT_MS).unref();
let turn = 0;
function nextTurn(): void {
  turn += 1;
  store(words, WORD.turn, turn);
}

let settings: RunSettings | undefined;
let forget = (): void => {};
const reporter = new Reporter(nextTurn);
installReporter(reporter);

const send = process.send?.bind(process);
const on = process.on.bind(process);
const off = process.off.bind(process);
// Comes before the run itself: the channel keeps the order.
on('message', (message: { kata?: string; settings?: RunSettings }) => {
  if (message.kata !== 'run' || !message.settings) return;
  settings = message.settings;
  reporter.solution = settings.solution;
  watchdog.postMessage({ settings });
  captureOutput(reporter, settings.outputKb);
});
init({
  post: (message) => send?.(message),
  on: (listener) => on('message', listener),
  off: (listener) => off('message', listener),
  onModuleRunner: (runner) => {
    forget = () => forgetModules(runner);
    fenceModules(
      runner,
      () => settings,
      (map) => {
        // Until here nothing of the learner ran: how long vitest takes to load a suite is not counted.
        nextTurn();
        watchdog.postMessage({ map });
      },
    );
  },
  runTests: async (state, traces) => {
    if (settings) {
      forget();
      disarm(settings);
    }
    try {
      return await runBaseTests('run', state, traces);
    } finally {
      store(words, WORD.turn, 0);
    }
  },
  collectTests: (state, traces) => runBaseTests('collect', state, traces),
  setup: setupEnvironment,
});
send?.({ kata: 'ready' });
