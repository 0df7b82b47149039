import {
  appendFileSync,
  copyFileSync,
  closeSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { Outcome, Verdict } from '@katas/kata';
import type { Text } from '@katas/structure';
import { z } from 'zod';
import { shown, type Home } from './home.ts';

/** Where a learner stands in one kata. */
export interface KataProgress {
  /** Slugs of the stages that the last judged save passed. */
  readonly passed: readonly string[];
  /** Judged saves; one that could not be judged (a syntax error) is no attempt. */
  readonly attempts: number;
  /** ISO times. */
  readonly startedAt?: string;
  readonly firstPassAt?: string;
  /** Hints taken, by stage. */
  readonly hints: Readonly<Record<string, number>>;
  /** Times the kata was started afresh with `kata again`. */
  readonly rounds: number;
  /** Outcome of the last judged save. */
  readonly last?: Outcome;
}

const base = { at: z.iso.datetime(), kata: z.string() };
const eventSchema = z.discriminatedUnion('type', [
  z.looseObject({ ...base, type: z.literal('started') }),
  z.looseObject({
    ...base,
    type: z.literal('judged'),
    outcome: z.enum(['pass', 'fail', 'limit', 'unknown']),
    passed: z.array(z.string()),
    solution: z.string().optional(),
  }),
  z.looseObject({ ...base, type: z.literal('hint'), stage: z.string() }),
  z.looseObject({ ...base, type: z.literal('reset') }),
  z.looseObject({ ...base, type: z.literal('again') }),
]);

export type ProgressEvent = z.infer<typeof eventSchema>;
type NewEvent = ProgressEvent extends infer E ? (E extends ProgressEvent ? Omit<E, 'at'> : never) : never;

const FRESH: KataProgress = { passed: [], attempts: 0, hints: {}, rounds: 0 };

/**
 * A learner's history, as a journal: one JSON document a line, only ever appended to. A kill at any moment costs at
 * most the line that was being written; two graders at once both keep what they say; katas may come and go.
 */
export class Progress {
  readonly #file: string;
  readonly #home: Home;
  #events: ProgressEvent[] = [];
  #size = -1;
  /** What the user should know about the file, once. */
  warning: Text | undefined;

  constructor(home: Home, handle: string) {
    this.#home = home;
    this.#file = home.kept('progress', `${handle}.jsonl`);
  }

  of(slug: string): KataProgress {
    this.#read();
    return this.#events.filter((event) => event.kata === slug).reduce(after, FRESH);
  }

  /** Every event, the oldest first. */
  history(): readonly ProgressEvent[] {
    this.#read();
    return this.#events;
  }

  /** Appends an event; where that is not possible the work goes on, and the answer says what was lost. */
  record(event: NewEvent): Text | undefined {
    const line = `${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`;
    try {
      this.#home.prepare(this.#file);
      appendFileSync(this.#file, (this.#endsInside() ? '\n' : '') + line);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      return {
        en: `Your progress could not be recorded in ${shown(this.#file)} (${reason}). The verdict stands.`,
        zh: `无法把进度写入 ${shown(this.#file)}（${reason}）。评判结果不受影响。`,
      };
    }
    return undefined;
  }

  recordVerdict(verdict: Verdict): Text | undefined {
    if (verdict.outcome === 'error') return undefined;
    return this.record({
      type: 'judged',
      kata: verdict.kata,
      outcome: verdict.outcome,
      passed: verdict.stages.filter((stage) => stage.outcome === 'pass').map((stage) => stage.slug),
      ...(verdict.digests.solution && { solution: verdict.digests.solution }),
    });
  }

  /** A line that a kill cut off must not swallow the next one. */
  #endsInside(): boolean {
    const size = sizeOf(this.#file);
    if (size === 0) return false;
    const last = Buffer.alloc(1);
    const descriptor = openSync(this.#file, 'r');
    try {
      readSync(descriptor, last, 0, 1, size - 1);
    } finally {
      closeSync(descriptor);
    }
    return last.toString() !== '\n';
  }

  #read(): void {
    const size = sizeOf(this.#file);
    if (size === this.#size) return;
    this.#size = size;
    this.#events = [];
    if (size <= 0) return;
    let lines: string[];
    try {
      lines = readFileSync(this.#file, 'utf8').split('\n');
    } catch (error) {
      this.warning = unreadable(this.#file, (error as NodeJS.ErrnoException).code ?? String(error));
      return;
    }
    const good: string[] = [];
    for (const line of lines) {
      const event = parse(line);
      if (event) {
        this.#events.push(event);
        good.push(`${line}\n`);
      }
    }
    if (good.length < lines.filter((line) => line !== '').length) this.#keepAside(good);
  }

  /** The whole file is kept under another name before its readable lines go on under this one. */
  #keepAside(good: readonly string[]): void {
    const aside = `${this.#file.slice(0, -'.jsonl'.length)}.corrupt-${Date.now()}.jsonl`;
    try {
      copyFileSync(this.#file, aside);
      const next = `${this.#file}.${process.pid}.tmp`;
      writeFileSync(next, good.join(''), { flush: true });
      renameSync(next, this.#file);
      this.#size = sizeOf(this.#file);
      this.warning = {
        en: `Parts of your progress could not be read. The whole file is kept as ${shown(aside)}; what could be read goes on.`,
        zh: `进度文件有一部分无法读取。完整的文件已保留为 ${shown(aside)}；其余内容继续使用。`,
      };
    } catch (error) {
      this.warning = unreadable(this.#file, (error as NodeJS.ErrnoException).code ?? String(error));
    }
  }
}

function unreadable(file: string, reason: string): Text {
  return {
    en: `${shown(file)} can not be read (${reason}); it is left alone, and progress starts empty.`,
    zh: `无法读取 ${shown(file)}（${reason}）；文件保持不动，进度从零显示。`,
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function parse(line: string): ProgressEvent | undefined {
  if (line === '') return undefined;
  try {
    return eventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function after(state: KataProgress, event: ProgressEvent): KataProgress {
  switch (event.type) {
    case 'started':
      return state.startedAt ? state : { ...state, startedAt: event.at };
    case 'judged':
      return {
        ...state,
        attempts: state.attempts + 1,
        startedAt: state.startedAt ?? event.at,
        passed: event.passed,
        last: event.outcome,
        ...(event.outcome === 'pass' && !state.firstPassAt && { firstPassAt: event.at }),
      };
    case 'hint':
      return { ...state, hints: { ...state.hints, [event.stage]: (state.hints[event.stage] ?? 0) + 1 } };
    case 'reset':
      return { ...state, passed: [] };
    case 'again':
      return { ...FRESH, rounds: state.rounds + 1, startedAt: event.at };
  }
}
