import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { PoolOptions, PoolRunnerInitializer, PoolWorker, WorkerRequest } from 'vitest/node';
import { FRAME_FD, type Frame, type RunSettings } from './frame.ts';

/** What the pool needs to know of the run that comes next. */
export interface FreshRun {
  readonly settings: RunSettings;
  readonly onFrame: (frame: Frame) => void;
  /** What was written past the captured streams. */
  readonly onRawOutput: (text: string) => void;
  readonly onExit: (code: number | null, signal: NodeJS.Signals | null) => void;
  /** Filled in by the pool: ends the process and everything it started. */
  kill?: () => void;
}

const ENTRY = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** The heap's own limit is a second line of defence: the watchdog stops a flood earlier and names the line. */
const HEAP_HEADROOM_MB = 192;

function execArgv(settings: RunSettings): string[] {
  return [
    `--max-old-space-size=${settings.memoryMb + HEAP_HEADROOM_MB}`,
    '--disallow-code-generation-from-strings',
    '--disable-warning=ExperimentalWarning',
  ];
}

/** A vitest pool whose workers are processes that run one suite and are killed. */
export class FreshPool implements PoolRunnerInitializer {
  readonly name = 'katas-fresh';
  next: FreshRun | undefined;

  createPoolWorker(options: PoolOptions): PoolWorker {
    const run = this.next;
    if (!run) throw new Error('no run was announced to the pool');
    return new FreshWorker(options, run);
  }
}

class FreshWorker implements PoolWorker {
  readonly name = 'katas-fresh';
  readonly cacheFs = false;
  readonly reportMemory = false;
  readonly #options: PoolOptions;
  readonly #run: FreshRun;
  readonly #events = new EventEmitter();
  #child: ChildProcess | undefined;

  constructor(options: PoolOptions, run: FreshRun) {
    this.#options = options;
    this.#run = run;
    // vitest adds one listener per event; an "error" without a listener must not end the grader
    this.#events.on('error', () => {});
  }

  on(event: string, callback: (...args: unknown[]) => void): void {
    this.#events.on(event, callback);
  }

  off(event: string, callback: (...args: unknown[]) => void): void {
    this.#events.off(event, callback);
  }

  deserialize(data: unknown): unknown {
    return data;
  }

  send(message: WorkerRequest): void {
    if (message.type === 'stop') {
      // Nothing of a used process is worth a tidy end; its kill follows in stop().
      queueMicrotask(() =>
        this.#events.emit('message', { type: 'stopped', __vitest_worker_response__: true }),
      );
      return;
    }
    if (this.#child?.connected) this.#child.send(message, () => {});
  }

  start(): Promise<void> {
    const child = fork(ENTRY, [], {
      env: { ...this.#options.env, KATA_RUN: JSON.stringify(this.#run.settings), NO_COLOR: '1' },
      execArgv: execArgv(this.#run.settings),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
      serialization: 'advanced',
      detached: true,
    });
    this.#child = child;
    this.#run.kill = () => killGroup(child);
    readFrames(child.stdio[FRAME_FD] as Readable, this.#run.onFrame);
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => this.#run.onRawOutput(chunk.toString()));
    return new Promise((resolve, reject) => {
      child.on('message', (message: { kata?: string }) => {
        if (message.kata === 'ready') resolve();
        else this.#events.emit('message', message);
      });
      child.on('error', (error) => {
        reject(error);
        this.#events.emit('error', error);
      });
      // "close" comes after the streams are read to their end: no frame is missed.
      child.on('close', (code, signal) => {
        this.#run.onExit(code, signal);
        reject(new Error(`the process of the suite ended before it was ready (${signal ?? code})`));
        this.#events.emit('exit', code, signal);
      });
    });
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    killGroup(child);
    await gone;
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    // The child leads a group of its own: what it started goes with it.
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
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
