// stage: waiting
// test: tryPush and tryPop give up only for want of a place or a value
// says: queue of 3, after tryPush(1)
// mistake: busy-is-not-full
// tryPush and tryPop give up where the lock is taken.

import { Chan, ChanError, type Context, type Recv } from '@katas/goroutine';

/** One who waits: a channel of its own, in which it is told the outcome, and its neighbours in the line. */
class Waiter<Brings, Gets> {
  readonly brings: Brings;
  readonly told = new Chan<Gets>(1, 'waiter');
  previous: Waiter<Brings, Gets> | undefined;
  next: Waiter<Brings, Gets> | undefined;

  constructor(brings: Brings) {
    this.brings = brings;
  }
}

/** First come, first served; whoever gives up leaves from where it stands. */
class Line<Brings, Gets> {
  #first: Waiter<Brings, Gets> | undefined;
  #last: Waiter<Brings, Gets> | undefined;

  join(brings: Brings): Waiter<Brings, Gets> {
    const waiter = new Waiter<Brings, Gets>(brings);
    waiter.previous = this.#last;
    if (this.#last) this.#last.next = waiter;
    else this.#first = waiter;
    this.#last = waiter;
    return waiter;
  }

  next(): Waiter<Brings, Gets> | undefined {
    const first = this.#first;
    if (first) this.leave(first);
    return first;
  }

  leave(waiter: Waiter<Brings, Gets>): void {
    const { previous, next } = waiter;
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    waiter.previous = undefined;
    waiter.next = undefined;
  }
}

export class ChanQueue<T> {
  readonly capacity: number;
  readonly #lock = new Chan<'mine'>(1, 'lock');
  readonly #slots: T[];
  readonly #pushers = new Line<T, 'in' | 'closed'>();
  readonly #poppers = new Line<undefined, Recv<T>>();
  /** Values ever put in and ever taken out: their places are these numbers modulo the capacity. */
  #pushed = 0;
  #popped = 0;
  #closed = false;

  constructor(capacity: number) {
    if (!(Number.isSafeInteger(capacity) && capacity >= 1)) {
      throw new RangeError('ChanQueue: the capacity must be a whole number of at least 1');
    }
    this.capacity = capacity;
    this.#slots = new Array<T>(capacity);
  }

  get length(): number {
    return this.#pushed - this.#popped;
  }

  tryPush(value: T): boolean {
    if (!this.#lock.trySend('mine')) return false;
    try {
      return this.#put(value);
    } finally {
      this.#lock.tryRecv();
    }
  }

  #put(value: T): boolean {
    if (this.#closed) throw new ChanError('push to a closed queue');
    const popper = this.#poppers.next();
    if (popper) return popper.told.trySend({ value, ok: true });
    if (this.length === this.capacity) return false;
    this.#slots[this.#pushed++ % this.capacity] = value;
    return true;
  }

  tryPop(): Recv<T> | undefined {
    if (!this.#lock.trySend('mine')) return undefined;
    try {
      return this.#take();
    } finally {
      this.#lock.tryRecv();
    }
  }

  #take(): Recv<T> | undefined {
    if (this.length === 0) return this.#closed ? { value: undefined, ok: false } : undefined;
    const at = this.#popped++ % this.capacity;
    const value = this.#slots[at] as T;
    delete this.#slots[at];
    const pusher = this.#pushers.next();
    if (pusher) {
      this.#slots[this.#pushed++ % this.capacity] = pusher.brings;
      pusher.told.trySend('in');
    }
    return { value, ok: true };
  }

  async push(value: T, ctx?: Context): Promise<void> {
    const waiter = await this.#locked(ctx, () => (this.#put(value) ? undefined : this.#pushers.join(value)));
    if (waiter === undefined) return;
    const told = await this.#outcome(this.#pushers, waiter, ctx);
    if (told === 'closed') throw new ChanError('push to a closed queue');
  }

  async pop(ctx?: Context): Promise<Recv<T>> {
    const got = await this.#locked(ctx, () => this.#take() ?? this.#poppers.join(undefined));
    return got instanceof Waiter ? this.#outcome(this.#poppers, got, ctx) : got;
  }

  close(): void {
    this.#closed = true;
    for (let one = this.#pushers.next(); one; one = this.#pushers.next()) one.told.trySend('closed');
    for (let one = this.#poppers.next(); one; one = this.#poppers.next()) {
      one.told.trySend({ value: undefined, ok: false });
    }
  }

  async #locked<R>(ctx: Context | undefined, body: () => R): Promise<R> {
    await this.#lock.send('mine', ctx);
    try {
      return body();
    } finally {
      this.#lock.tryRecv();
    }
  }

  /** Waits to be served; who gives up, and has not been served by then, leaves the line. */
  async #outcome<B, G>(line: Line<B, G>, waiter: Waiter<B, G>, ctx: Context | undefined): Promise<G> {
    try {
      return (await waiter.told.recv(ctx)).value as G;
    } catch (error) {
      // The context has ended, but the outcome may have been told before.
      const told = waiter.told.tryRecv();
      if (told?.ok === true) return told.value;
      line.leave(waiter);
      throw error;
    }
  }
}
