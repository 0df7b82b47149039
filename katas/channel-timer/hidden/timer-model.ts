// What timers do, written the slow way: a list that is searched from end to end.

export type Kind = 'newTimer' | 'newTicker' | 'afterFunc';

/** The times that a value may carry: from when it was due to when the clock rang for it. */
export type Span = readonly [least: number, most: number];

export interface Delivery {
  readonly waiter: number;
  readonly span: Span;
}

export interface Call {
  readonly name: string;
  readonly dueMs: number;
}

interface Entry {
  readonly kind: Kind;
  readonly name: string;
  dueMs: number | undefined;
  everyMs: number | undefined;
  unread: Span | undefined;
  readonly waiters: number[];
}

export class TimerModel {
  /** Calls of the functions of `afterFunc`, in order. */
  readonly calls: Call[] = [];
  /** What those who waited have received, in order. */
  readonly deliveries: Delivery[] = [];
  readonly #entries: Entry[] = [];
  #now: number;

  constructor(startMs: number) {
    this.#now = startMs;
  }

  /** Whether anything is to come. */
  get isActive(): boolean {
    return this.#entries.some((one) => one.dueMs !== undefined);
  }

  create(kind: Kind, name: string, ms: number): void {
    const entry: Entry = { kind, name, dueMs: undefined, everyMs: undefined, unread: undefined, waiters: [] };
    this.#entries.push(entry);
    this.#set(entry, ms);
  }

  stop(which: number): boolean {
    const entry = this.#entries[which] as Entry;
    const wasActive = entry.dueMs !== undefined || entry.unread !== undefined;
    entry.dueMs = undefined;
    entry.unread = undefined;
    return wasActive;
  }

  reset(which: number, ms: number): boolean {
    const wasActive = this.stop(which);
    this.#set(this.#entries[which] as Entry, ms);
    return wasActive;
  }

  receive(which: number): Span | undefined {
    const entry = this.#entries[which] as Entry;
    const { unread } = entry;
    entry.unread = undefined;
    return unread;
  }

  /** Somebody waits, who receives at once if there is something. */
  wait(which: number, waiter: number): void {
    const span = this.receive(which);
    if (span === undefined) (this.#entries[which] as Entry).waiters.push(waiter);
    else this.deliveries.push({ waiter, span });
  }

  /** Time passes, and the clock rings when it is time. */
  pass(ms: number): void {
    const endMs = this.#now + ms;
    for (let entry = this.#first(endMs); entry !== undefined; entry = this.#first(endMs)) {
      this.#now = Math.max(this.#now, entry.dueMs as number);
      this.#fire(entry);
    }
    this.#now = endMs;
  }

  /** Time passes, and the clock rings afterwards. */
  leap(ms: number): void {
    this.#now += ms;
    this.pass(0);
  }

  #first(endMs: number): Entry | undefined {
    let first: Entry | undefined;
    for (const entry of this.#entries) {
      if (entry.dueMs === undefined || entry.dueMs > endMs) continue;
      if (first === undefined || entry.dueMs < (first.dueMs as number)) first = entry;
    }
    return first;
  }

  #set(entry: Entry, ms: number): void {
    entry.dueMs = this.#now + Math.max(ms, 0);
    entry.everyMs = entry.kind === 'newTicker' ? ms : undefined;
  }

  #fire(entry: Entry): void {
    const dueMs = entry.dueMs as number;
    const { everyMs } = entry;
    entry.dueMs = undefined;
    if (everyMs !== undefined) {
      entry.dueMs = dueMs;
      while (entry.dueMs <= this.#now) entry.dueMs += everyMs;
    }
    const span: Span = [dueMs, this.#now];
    const waiter = entry.waiters.shift();
    if (entry.kind === 'afterFunc') this.calls.push({ name: entry.name, dueMs });
    else if (waiter === undefined) entry.unread ??= span;
    else this.deliveries.push({ waiter, span });
  }
}
