import type { Recv } from '@katas/goroutine';
import type { StepName } from './script.ts';

/** A call on the queue, as it was seen from outside. */
export interface Entry {
  readonly task: string;
  /** As it was written: `push(1, ctx)`. */
  readonly text: string;
  readonly name: StepName;
  /** What is pushed. */
  readonly value: number | undefined;
  readonly call: number;
  /** Infinity: it has not returned. */
  return: number;
  result: unknown;
  error: unknown;
}

/** What a history tells of one call. */
export type Begun = Pick<Entry, 'task' | 'text' | 'name' | 'value'>;

/** The calls of one run, in the order in which they began. */
export class History {
  readonly entries: Entry[] = [];
  #clock = 0;

  begin(begun: Begun): Entry {
    const entry = { ...begun, call: this.#tick(), return: Infinity, result: undefined, error: undefined };
    this.entries.push(entry);
    return entry;
  }

  returned(entry: Entry, result: unknown): void {
    entry.return = this.#tick();
    entry.result = result;
  }

  failed(entry: Entry, error: unknown): void {
    entry.return = this.#tick();
    entry.error = error ?? new Error(String(error));
  }

  #tick(): number {
    this.#clock += 1;
    return this.#clock;
  }
}

export function isPut(entry: Entry): boolean {
  return entry.name === 'push' || entry.name === 'tryPush';
}

export function isTake(entry: Entry): boolean {
  return entry.name === 'pop' || entry.name === 'tryPop';
}

/** Whether a value went in with this call; only for calls that have returned. */
export function hasPut(entry: Entry): boolean {
  if (entry.return === Infinity || entry.error !== undefined) return false;
  return entry.name === 'push' || (entry.name === 'tryPush' && entry.result === true);
}

/** The value that came out with this call. */
export function takenBy(entry: Entry): { readonly value: unknown } | undefined {
  if (!isTake(entry) || entry.error !== undefined) return undefined;
  const recv = entry.result as Recv<unknown> | undefined;
  return recv?.ok === true ? { value: recv.value } : undefined;
}

/** Whether the call said that the queue is closed and drained. */
export function saidOver(entry: Entry): boolean {
  if (!isTake(entry) || entry.error !== undefined || entry.return === Infinity) return false;
  return (entry.result as Recv<unknown> | undefined)?.ok === false;
}

/** How the call ended, as one would write it. */
export function answerOf(entry: Entry): string {
  if (entry.return === Infinity) return 'has not returned';
  if (entry.error !== undefined) return `failed: ${textOf(entry.error)}`;
  if (entry.name === 'push') return 'returned';
  if (!isTake(entry)) return `→ ${String(entry.result)}`;
  const taken = takenBy(entry);
  if (taken) return `→ ${String(taken.value)}`;
  return saidOver(entry) ? '→ ok: false' : '→ undefined';
}

export function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
