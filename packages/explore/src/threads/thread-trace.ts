import { ACCESS, ACCESS_NAMES } from './access.ts';
import type { CallEvent } from './call-record.ts';
import type { Recording, RecordedStep } from './recording.ts';
import type { SourceModule } from './source-module.ts';
import { labelAt, placeOf, type SourcePlace } from './source-place.ts';

/** One thing that a thread did in a run. */
export interface ThreadStep extends Partial<SourcePlace> {
  /** The thread. */
  readonly task: string;
  /** The operation of `Atomics`; `read` and `write` for plain accesses; `call`, `return` and `throw` of a call. */
  readonly op: string;
  /** The word, as the source calls it, else `word 3`; the method for a call; may be empty. */
  readonly on: string;
  readonly value?: string;
  /** `waits`: it fell asleep; `goes on`: it was woken; `done`: everything else. */
  readonly state: 'done' | 'waits' | 'goes on';
  /** Byte address in the scenario's memory. */
  readonly address?: number;
  /** It runs although the thread that ran before could have gone on, or time passed although somebody could. */
  readonly deviation?: 'preemption' | 'early timer';
  /** The thread that could have gone on instead. */
  readonly instead?: string;
  /** This step and those after it, so many in all, were taken so many times in a row; here they are written once. */
  readonly repeated?: { readonly steps: number; readonly times: number };
}

export interface Naming {
  readonly names: readonly string[];
  readonly source: SourceModule | undefined;
  /** What the author calls a word. */
  readonly words: Readonly<Record<number, string>>;
}

interface Placed {
  readonly place: SourcePlace | undefined;
  readonly label: string | undefined;
}

const NOWHERE: Placed = { place: undefined, label: undefined };

function opOf(access: number): string {
  return ACCESS_NAMES[access === ACCESS.wake ? ACCESS.wait : access] ?? '';
}

/** Writes down a run for a reader. */
export class ThreadTrace implements Recording {
  readonly steps: ThreadStep[] = [];
  /** What the source calls an address, as far as the run has shown. */
  readonly labels = new Map<number, string>();
  readonly #naming: Naming;
  readonly #lines: readonly string[];
  #switch: Pick<ThreadStep, 'deviation' | 'instead'> = {};
  #last: string | undefined;

  constructor(naming: Naming) {
    this.#naming = naming;
    this.#lines = naming.source?.text.split('\n') ?? [];
  }

  nameOf(address: number): string {
    const word = Math.floor(address / 4);
    return this.#naming.words[word] ?? this.labels.get(address) ?? wordName(address);
  }

  step(step: RecordedStep): void {
    const { place, label } = step.stack === undefined ? this.#likeBefore(step) : this.#placed(step.stack);
    if (label !== undefined && !this.labels.has(step.address)) this.labels.set(step.address, label);
    const isPause = step.access === ACCESS.pause;
    const on = isPause ? '' : (this.#naming.words[step.address / 4] ?? label ?? this.nameOf(step.address));
    const value = valueOf(step);
    this.#add(step.thread, {
      op: opOf(step.access),
      on,
      ...(value !== '' && { value }),
      state: step.result === 'asleep' ? 'waits' : step.access === ACCESS.wake ? 'goes on' : 'done',
      ...(!isPause && { address: step.address }),
      ...place,
    });
  }

  switched(thread: number, how: ThreadStep['deviation']): void {
    const instead = this.#last;
    const isOther = instead !== this.#naming.names[thread];
    this.#switch = {
      ...(how && { deviation: how }),
      ...(how && instead !== undefined && isOther && { instead }),
    };
    this.#last = this.#naming.names[thread];
  }

  event({ thread, name, args, begun, result, error }: CallEvent): void {
    if (begun === undefined) {
      this.#add(thread, { op: 'call', on: name, value: args.map(show).join(', '), state: 'done' });
    } else if (error === undefined)
      this.#add(thread, { op: 'return', on: name, value: show(result), state: 'done' });
    else this.#add(thread, { op: 'throw', on: name, value: error, state: 'done' });
  }

  threw(thread: number, error: unknown): void {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const place = error instanceof Error ? placeOf(error.stack ?? '', this.#naming.source) : undefined;
    this.#add(thread, { op: 'panic', on: '', value: message, state: 'done', ...place });
  }

  #placed(stack: string): Placed {
    const { source } = this.#naming;
    const place = placeOf(stack, source);
    const line = place && place.file === source?.file ? this.#lines[place.line - 1] : undefined;
    return { place, label: line !== undefined && place ? labelAt(line, place.column) : undefined };
  }

  #likeBefore({ thread, access, address }: RecordedStep): Placed {
    const task = this.#naming.names[thread];
    const op = opOf(access);
    const like = this.steps.findLast(
      (step) => step.task === task && step.op === op && (step.address ?? address) === address,
    );
    if (like?.file === undefined || like.line === undefined || like.column === undefined) return NOWHERE;
    return { place: { file: like.file, line: like.line, column: like.column }, label: like.on };
  }

  #add(thread: number, step: Omit<ThreadStep, 'task'>): void {
    this.steps.push({ task: this.#naming.names[thread] ?? '', ...step, ...this.#switch });
    this.#switch = {};
  }
}

const LONGEST_LOOP = 24;
const FEWEST_TIMES = 4;

/** Writes loops once. */
export function collapsed(steps: readonly ThreadStep[]): ThreadStep[] {
  const kept: ThreadStep[] = [];
  for (let at = 0; at < steps.length;) {
    const [length, times] = loopAt(steps, at);
    const body = steps.slice(at, at + length);
    const [first] = body;
    if (times > 1 && first) body[0] = { ...first, repeated: { steps: length, times } };
    kept.push(...body);
    at += length * times;
  }
  return kept;
}

function loopAt(steps: readonly ThreadStep[], at: number): [length: number, times: number] {
  for (let length = 1; length <= LONGEST_LOOP; length += 1) {
    let end = at + length;
    while (end < steps.length && isSame(steps[end], steps[end - length])) end += 1;
    const times = Math.floor((end - at) / length);
    if (times >= FEWEST_TIMES) return [length, times];
  }
  return [1, 1];
}

function isSame(one: ThreadStep | undefined, other: ThreadStep | undefined): boolean {
  if (one === undefined || other === undefined || one.deviation !== undefined) return false;
  return (['task', 'op', 'on', 'value', 'state', 'line', 'column'] as const).every(
    (key) => one[key] === other[key],
  );
}

export function wordName(address: number): string {
  return address % 4 === 0 ? `word ${address / 4}` : `byte ${address}`;
}

function valueOf({ access, value, expected, result }: RecordedStep): string {
  switch (access) {
    case ACCESS.load:
    case ACCESS.read:
      return `→ ${show(result)}`;
    case ACCESS.store:
    case ACCESS.write:
      return `= ${show(value)}`;
    case ACCESS.compareExchange: {
      const isDone = Object.is(Number(result), Number(expected));
      return `${show(expected)} → ${show(value)} ${isDone ? 'done' : `refused: it is ${show(result)}`}`;
    }
    case ACCESS.wait:
      return result === 'asleep' ? `while ${show(expected)}` : `while ${show(expected)} → ${String(result)}`;
    case ACCESS.wake:
      return `→ ${String(result)}`;
    case ACCESS.notify:
      return `→ ${String(result)} woken`;
    case ACCESS.pause:
      return '';
    default:
      return `${show(value)} (was ${show(result)})`;
  }
}

function show(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'object' && value !== null) return shown(value);
  return String(value);
}

function shown(value: object): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return Object.prototype.toString.call(value);
  }
}
