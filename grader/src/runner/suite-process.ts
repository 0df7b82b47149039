import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { WorkerRequest } from 'vitest/node';
import { boxed, openFilter } from '../box/suite-walls.ts';
import { FRAME_FD, type Frame, type Go, type RunSettings, type Transformed } from './frame.ts';

/** One run, as the process that runs it is told and heard. */
export interface Run {
  readonly settings: RunSettings;
  readonly onFrame: (frame: Frame) => void;
  /** What was written past the captured streams. */
  readonly onRawOutput: (text: string) => void;
  /** The process that took the run: kill it to end the run. */
  process?: SuiteProcess;
}

const ENTRY = fileURLToPath(new URL('./worker.ts', import.meta.url));
/**
 * The heap's own limit is a second line of defence: the watchdog stops a flood earlier and names the line. It is
 * fixed when the process starts, so it is above what any kata may ask for.
 */
const HEAP_MB = 1024;

/** What every process of a suite loads is compiled once. */
const COMPILE_CACHE = fileURLToPath(new URL('../../../node_modules/.cache/kata', import.meta.url));

const FLAGS = [
  `--max-old-space-size=${HEAP_MB}`,
  '--disallow-code-generation-from-strings',
  '--disable-warning=ExperimentalWarning',
];
const FILTER_FD = FRAME_FD + 1;

function start(env: Partial<NodeJS.ProcessEnv>): ChildProcess {
  return fork(ENTRY, [], {
    env: { ...env, NO_COLOR: '1', NODE_COMPILE_CACHE: COMPILE_CACHE },
    execArgv: FLAGS,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    serialization: 'advanced',
    detached: true,
  });
}

/** The same in the box, where nothing of our environment is but the channel. */
function startBoxed(): ChildProcess {
  const environment = {
    NO_COLOR: '1',
    NODE_CHANNEL_FD: '3',
    NODE_CHANNEL_SERIALIZATION_MODE: 'advanced',
    VITEST: 'true',
    NODE_ENV: 'test',
  };
  const filter = openFilter();
  try {
    return fork(ENTRY, [], {
      ...boxed(FLAGS, FILTER_FD, environment),
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe', filter],
      serialization: 'advanced',
      detached: true,
    });
  } finally {
    closeSync(filter);
  }
}

/** A process that runs one suite, perhaps after a warm-up, and is killed. */
export class SuiteProcess {
  readonly ready: Promise<void>;
  /** The suite came to its end by itself. */
  hasFinished = false;
  /** Its suite was rehearsed: only the learner's text is missing. */
  isStandingBy = false;
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  #events: EventEmitter | undefined;
  #run: Run | undefined;

  constructor(env: Partial<NodeJS.ProcessEnv>, sandbox: 'bwrap' | 'none') {
    const child = sandbox === 'bwrap' ? startBoxed() : start(env);
    this.#child = child;
    readFrames(child.stdio[FRAME_FD] as Readable, (frame) => this.#run?.onFrame(frame));
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => this.#run?.onRawOutput(chunk.toString()));
    const ready = Promise.withResolvers<void>();
    child.on('message', (message: { kata?: string; type?: string }) => {
      if (message.kata === 'ready') return ready.resolve();
      if (message.kata === 'standing-by') return this.#standBy();
      if (message.type === 'testfileFinished') this.hasFinished = true;
      this.#events?.emit('message', message);
    });
    child.on('error', (error) => {
      ready.reject(error);
      this.#events?.emit('error', error);
    });
    // "close" comes after the streams are read to their end: no frame is missed.
    this.#gone = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        ready.reject(new Error(`the process of the suite ended before it was ready (${signal ?? code})`));
        this.#events?.emit('exit', code, signal);
        resolve();
      });
    });
    this.ready = ready.promise;
    this.ready.catch(() => {});
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Whose messages these are from now on. */
  attach(events: EventEmitter): void {
    this.#events = events;
  }

  /** Gives the process the run that it is for; what it says before belongs to no run. */
  assign(run: Run): void {
    this.#run = run;
    this.hasFinished = false;
    run.process = this;
    this.#post({ kata: 'run', settings: run.settings });
  }

  /** Gives the process a suite to rehearse with solutions that are known. */
  rehearse(settings: RunSettings, references: readonly Transformed[]): void {
    this.#post({ kata: 'rehearse', settings, references });
  }

  /** Gives the process several solutions for one suite. */
  assignMany(run: Run, candidates: readonly Go[]): void {
    this.#run = run;
    this.hasFinished = false;
    run.process = this;
    this.#post({ kata: 'batch', settings: run.settings, candidates });
  }

  /** Gives a process that stands by the learner's text. */
  go(run: Run, go: Go): void {
    this.#run = run;
    run.process = this;
    this.#post({ kata: 'go', go });
  }

  /** The run may go on with the full sizes. */
  deepen(): void {
    this.#post({ kata: 'deepen' });
  }

  /** Resolves when the process is gone. */
  get gone(): Promise<void> {
    return this.#gone;
  }

  /** vitest takes the rehearsal for the whole run, and hears no more of the process. */
  #standBy(): void {
    this.isStandingBy = true;
    this.#events?.emit('message', { type: 'testfileFinished', __vitest_worker_response__: true });
    this.#events = undefined;
  }

  send(message: WorkerRequest): void {
    this.#post(message);
  }

  /** Ends the process and everything it started; resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.#child.pid !== undefined && this.isAlive) {
      try {
        // The child leads a group of its own: what it started goes with it.
        process.kill(-this.#child.pid, 'SIGKILL');
      } catch {
        this.#child.kill('SIGKILL');
      }
    }
    await this.#gone;
  }

  #post(message: unknown): void {
    if (this.#child.connected) this.#child.send(message as object, () => {});
  }
}

function readFrames(stream: Readable, onFrame: (frame: Frame) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('error', () => {});
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const frame = parseFrame(line);
      if (frame) onFrame(frame);
    }
  });
}

function parseFrame(line: string): Frame | undefined {
  try {
    return JSON.parse(line) as Frame;
  } catch {
    // A process killed in the middle of a line.
    return undefined;
  }
}
