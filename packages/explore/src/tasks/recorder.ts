import { inspect } from 'node:util';
import type { ListedAlarm } from './alarm-list.ts';
import { AwaitWatch } from './await-watch.ts';
import { nameOf } from './blocked.ts';
import { captureStack, originPlace, type Place, placeIn, type SourceFilter, type Stack } from './place.ts';
import type { SteeredRun } from './steered-run.ts';
import { Subjects } from './subjects.ts';
import type { Task } from './task.ts';
import type { StepDeviation, TraceStep } from './trace.ts';
import type { Start, Waiting } from './waiting.ts';

/** So much of a long run is kept: its beginning and its end. */
const KEPT_FIRST = 150;
const KEPT_LAST = 50;

type Done = Pick<Waiting, 'op' | 'on' | 'brings' | 'value'>;

interface Raw {
  readonly task: Task | undefined;
  readonly op: string;
  readonly on: string;
  readonly state: TraceStep['state'];
  readonly stack: Stack | undefined;
  readonly value?: string | undefined;
  readonly atMs: number;
  readonly deviation: { readonly kind: StepDeviation; readonly instead: Task | undefined } | undefined;
}

/** Writes down what happens in one run, and where in the source. */
export class Recorder {
  readonly subjects = new Subjects();
  readonly awaits: AwaitWatch;
  readonly isSource: SourceFilter | undefined;
  readonly #stacks = new WeakMap<object, Stack>();
  #run: SteeredRun | undefined = undefined;
  #first: Raw[] = [];
  #last: Raw[] = [];
  #dropped = 0;
  #deviation: Raw['deviation'] = undefined;

  constructor(isSource: SourceFilter | undefined) {
    this.isSource = isSource;
    this.awaits = new AwaitWatch(isSource);
  }

  attach(run: SteeredRun): void {
    this.#run = run;
  }

  /** Grows with everything that happens. */
  get count(): number {
    return this.#first.length + this.#last.length + this.#dropped;
  }

  /** Steps that were left out of the middle of a long run. */
  get dropped(): number {
    return this.#dropped;
  }

  trace(): TraceStep[] {
    return [...this.#first, ...this.#last].map((raw) => {
      const place = raw.stack === undefined ? undefined : placeIn(raw.stack, this.isSource);
      return {
        task: raw.task === undefined ? 'clock' : nameOf(raw.task),
        op: raw.op,
        on: raw.on,
        ...(raw.value === undefined ? {} : { value: raw.value }),
        state: raw.state,
        atMs: raw.atMs,
        ...(raw.deviation === undefined ? {} : { deviation: raw.deviation.kind }),
        ...(raw.deviation?.instead === undefined ? {} : { instead: nameOf(raw.deviation.instead) }),
        ...place,
      };
    });
  }

  placeOf(of: object): Place | undefined {
    return originPlace(this.#stacks.get(of), this);
  }

  started(task: Task): void {
    this.#write(task.run.current, { op: 'go', on: nameOf(task), stack: task.origin });
  }

  did(task: Task | undefined, { op, on, brings, value }: Done): void {
    const shown = brings ?? (value === on ? undefined : value);
    this.#write(task, { op, on: this.subjects.name(on), stack: captureStack(), value: textOf(shown) });
  }

  waits(task: Task, waiting: Waiting): void {
    const stack = captureStack();
    this.#stacks.set(waiting, stack);
    const { op, on, brings } = waiting;
    this.#write(task, { op, on: this.subjects.name(on), stack, value: textOf(brings), state: 'waits' });
  }

  /** A task goes on; worth a line only after it has waited, or where it comes before its time. */
  goesOn(next: Waiting | Start): void {
    const { op, on, task } = next;
    if (op === 'start') {
      this.#write(task, { op, on: '', stack: task.origin });
      return;
    }
    if (!next.wasParked && this.#deviation === undefined) return;
    const shown = next.hasFailed ? textOf(next.value) : textOf(next.value === on ? undefined : next.value);
    const stack = this.#stacks.get(next);
    this.#write(task, { op, on: this.subjects.name(on), stack, value: shown, state: 'goes on' });
  }

  armed(alarm: ListedAlarm): void {
    this.#stacks.set(alarm, captureStack());
  }

  fired(alarm: ListedAlarm): void {
    this.#write(undefined, { op: 'timer', on: '', stack: this.#stacks.get(alarm) });
  }

  returned(task: Task): void {
    this.#write(task, { op: 'return', on: '', stack: undefined });
  }

  /** An error ends the run: one that nobody caught, or the scenario's own verdict. */
  ended(task: Task | undefined, op: 'panic' | 'fails', error: unknown): void {
    const stack = error instanceof Error ? error : undefined;
    this.#write(task, { op, on: '', stack, value: textOf(error) });
  }

  checks(): void {
    this.#deviation = undefined;
  }

  note(task: Task | undefined, text: string, value: unknown): void {
    this.#write(task, { op: 'note', on: text, stack: captureStack(), value: textOf(value) });
  }

  /** The step that comes next departs from the default. */
  deviates(kind: StepDeviation, instead?: Task): void {
    this.#deviation = { kind, instead };
  }

  #write(
    task: Task | undefined,
    step: Pick<Raw, 'op' | 'on' | 'stack' | 'value'> & { state?: TraceStep['state'] },
  ): void {
    const deviation = this.#deviation;
    this.#deviation = undefined;
    const raw: Raw = { task, state: 'done', ...step, atMs: this.#run?.elapsedMs ?? 0, deviation };
    if (this.#first.length < KEPT_FIRST) this.#first.push(raw);
    else this.#last.push(raw);
    if (this.#last.length <= 2 * KEPT_LAST) return;
    this.#dropped += KEPT_LAST;
    this.#last = this.#last.slice(KEPT_LAST);
  }
}

/** A value in one short line. */
function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  const text = inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 60, maxArrayLength: 8 });
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
