import { writeSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { ToldExploration } from '@katas/kata/suite';
import { FRAME_FD, type CollectedTest, type Frame, type FrameError, type Spot } from './frame.ts';
import type { Batch } from './batch.ts';
import type { Rehearsal } from './rehearsal.ts';

// The worker and vitest load this file by different ways (Node, vite's module runner), and both must meet: the
// instance lives on a global symbol.
const KEY = Symbol.for('katas.reporter');
/** Where the suite's explorations find their listener. */
const EXPLORED = Symbol.for('katas.explored');
const MAX_TEXT = 20_000;
/** V8's words, under the flag that the process runs with. */
const NO_CODE_FROM_STRINGS = 'Code generation from strings disallowed';

interface VitestError {
  readonly message?: string;
  readonly name?: string;
  readonly stack?: string;
  readonly diff?: string;
  readonly input?: unknown;
  readonly story?: unknown;
  readonly replay?: unknown;
  readonly mistake?: unknown;
}

interface VitestResult {
  readonly state?: string;
  readonly duration?: number | undefined;
  readonly errors?: readonly VitestError[] | undefined;
}

/** Says what happens in the suite's process; taken before the solution loads, so that it can't be replaced. */
export class Reporter {
  /** Module id of the solution. */
  solution = '';
  /** While a suite is rehearsed nothing is told. */
  rehearsal: Rehearsal | undefined;
  /** Several solutions are judged in this process. */
  batch: Batch | undefined;
  isMuted = false;
  readonly #onTurn: () => void;
  readonly #write = writeSync;
  readonly #stringify = JSON.stringify;

  constructor(onTurn: () => void) {
    this.#onTurn = onTurn;
  }

  send(frame: Frame): void {
    if (this.isMuted) return;
    const bytes = Buffer.from(`${this.#stringify(frame)}\n`);
    let done = 0;
    while (done < bytes.length) {
      try {
        done += this.#write(FRAME_FD, bytes, done);
      } catch (error) {
        // A full pipe: the parent is slow; anything else means that it is gone.
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      }
    }
  }

  explored({ schedules, bound }: ToldExploration): void {
    this.send({ type: 'explored', schedules, bound: Number.isFinite(bound) ? bound : null });
  }

  collected(tests: readonly CollectedTest[]): void {
    this.send({ type: 'collected', tests });
  }

  start(name: string): void {
    this.#onTurn();
    this.send({ type: 'start', name });
  }

  end(name: string, result: VitestResult | undefined): void {
    this.#onTurn();
    const error = result?.errors?.[0];
    const timedOut = error?.message?.startsWith('Test timed out in ') ?? false;
    const state =
      result?.state === 'pass' ? 'pass' : result?.state === 'skip' ? 'skip' : timedOut ? 'timeout' : 'fail';
    this.send({
      type: 'end',
      name,
      state,
      durationMs: result?.duration ?? 0,
      ...(error && { error: this.#plain(error) }),
    });
  }

  broken(error: VitestError): void {
    this.send({ type: 'broken', error: this.#plain(error) });
  }

  /** The learner's own line nearest to the top of a stack. */
  spotIn(stack: string): Spot | undefined {
    if (this.solution === '') return undefined;
    for (const line of stack.split('\n')) {
      const at = line.indexOf(this.solution);
      if (at < 0) continue;
      const position = /^:(\d+):(\d+)/.exec(line.slice(at + this.solution.length));
      if (position) return { line: Number(position[1]), column: Number(position[2]) };
    }
    return undefined;
  }

  #plain(error: VitestError): FrameError {
    const spot = this.spotIn(error.stack ?? '');
    if (error.message?.startsWith(NO_CODE_FROM_STRINGS))
      return {
        message:
          'RuleBreachError: the solution made code from a string (eval, Function), which no kata allows',
        ...(spot && { spot }),
      };
    const name =
      error.name && !['Error', 'AssertionError', 'ScheduleError'].includes(error.name)
        ? `${error.name}: `
        : '';
    return {
      message: clean(name + (error.message ?? 'it threw something that is no error')),
      ...(error.diff && { diff: clean(error.diff) }),
      ...(typeof error.input === 'string' && error.input && { input: clean(error.input) }),
      ...(spot && { spot }),
      ...texts({ story: error.story, replay: error.replay, mistake: error.mistake }),
    };
  }
}

/** Those that are texts: an error of a solution may carry anything under these names. */
function texts<K extends string>(fields: Record<K, unknown>): Partial<Record<K, string>> {
  const told = Object.entries(fields).filter(([, value]) => typeof value === 'string' && value !== '');
  return Object.fromEntries(told) as Partial<Record<K, string>>;
}

function clean(text: string): string {
  const plain = stripVTControlCharacters(text).replace(/ \/\/ Object\.is equality$/, '');
  return plain.length > MAX_TEXT ? `${plain.slice(0, MAX_TEXT)} …` : plain;
}

export function installReporter(installed: Reporter): void {
  Object.defineProperty(globalThis, EXPLORED, {
    value: (explored: ToldExploration) => installed.explored(explored),
  });
  Object.defineProperty(globalThis, KEY, { value: installed });
}

export function reporter(): Reporter {
  const found: unknown = Reflect.get(globalThis, KEY);
  return found as Reporter;
}
