// Entry of the process that runs one suite against one solution, once, perhaps after rehearsals.
import { flushCompileCache } from 'node:module';
import { Worker } from 'node:worker_threads';
import 'fast-check';
import 'vitest';
import { init, runBaseTests, setupEnvironment } from 'vitest/worker';
import { Batch } from './batch.ts';
import { disarm, fenceModules } from './fence.ts';
import { BEAT_MS, WORD, type Go, type RunSettings, type Transformed } from './frame.ts';
import { captureOutput } from './output.ts';
import { Rehearsal } from './rehearsal.ts';
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
let mapOf = (_map: string): void => {};
const reporter = new Reporter(() => {
  if (!reporter.isMuted) nextTurn();
});
installReporter(reporter);

const send = process.send?.bind(process);
const on = process.on.bind(process);
const off = process.off.bind(process);

type Message =
  | { readonly kata: 'run'; readonly settings: RunSettings }
  | { readonly kata: 'rehearse'; readonly settings: RunSettings; readonly references: readonly Transformed[] }
  | { readonly kata: 'go'; readonly go: Go }
  | { readonly kata: 'deepen' }
  | { readonly kata: 'batch'; readonly settings: RunSettings; readonly candidates: readonly Go[] }
  | { readonly kata?: undefined };

// What it says of a run comes before the run itself: the channel keeps the order.
on('message', (message: Message) => {
  if (message.kata === 'go') return reporter.rehearsal?.go(message.go);
  if (message.kata === 'deepen') return reporter.rehearsal?.deepen();
  if (message.kata === undefined) return;
  settings = message.settings;
  reporter.solution = settings.solution;
  if (message.kata === 'run') return guard(settings);
  if (message.kata === 'rehearse') return rehearse(message.references);
  guard(settings);
  judgeMany(message.candidates, settings);
});

/** From here on what runs is the learner's. */
function guard(now: RunSettings): void {
  watchdog.postMessage({ settings: now });
  captureOutput(reporter, now.outputKb);
  // vitest leaves these to whoever listens beside it.
  on('uncaughtException', (error) => reporter.broken(told(error)));
  on('unhandledRejection', (error) => reporter.broken(told(error)));
}

function told(error: unknown): { message: string } {
  return error instanceof Error ? error : { message: String(error) };
}

function judgeMany(candidates: readonly Go[], now: RunSettings): void {
  reporter.batch = new Batch({
    candidates,
    onBegin: (index, { solution, context }) => {
      reporter.send({ type: 'candidate', index });
      tellSuite(context);
      watchdog.postMessage({ settings: now, isNew: true });
      mapOf(solution.map);
    },
    onBroken: (error) => reporter.broken(told(error)),
  });
}

function rehearse(references: readonly Transformed[]): void {
  reporter.isMuted = true;
  reporter.rehearsal = new Rehearsal({
    references,
    failsOnce: settings?.imports.length === 0,
    onReady: (isClean) => {
      // What is left open could be taken for the learner's: a process that has only loaded is used instead.
      if (isClean) send?.({ kata: 'standing-by' });
      else process.kill(process.pid, 'SIGKILL');
    },
    onGo: ({ solution, context }) => {
      tellSuite(context);
      reporter.isMuted = false;
      if (settings) guard(settings);
      mapOf(solution.map);
    },
    onEnd: (depth) => {
      reporter.send({ type: 'done', depth });
      store(words, WORD.turn, 0);
    },
    onDeepen: () => tellSuite({ depth: 'full' }),
  });
}

/** A suite that was loaded before is told what it else is told at its load. */
function tellSuite(context: Readonly<Record<string, unknown>>): void {
  const state = Reflect.get(globalThis, '__vitest_worker__') as { providedContext: object };
  Object.assign(state.providedContext, context);
  const begin: unknown = Reflect.get(globalThis, Symbol.for('katas.begin'));
  if (typeof begin === 'function') begin();
}

init({
  post: (message) => send?.(message),
  on: (listener) => on('message', listener),
  off: (listener) => off('message', listener),
  onModuleRunner: (runner) => {
    mapOf = (map) => {
      // Until here nothing of the learner ran: how long vitest takes to load a suite is not counted.
      nextTurn();
      watchdog.postMessage({ map });
    };
    fenceModules(runner, {
      settings: () => settings,
      substitute: () => reporter.rehearsal ?? reporter.batch,
      onMap: mapOf,
      // A parent that is busy with others may take its time to hand over the rest of the suite.
      onLoaded: () => store(words, WORD.turn, 0),
    });
  },
  runTests: async (state, traces) => {
    if (settings) disarm(settings);
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
// It is killed in the end, and would never come to write what it compiled.
flushCompileCache();
