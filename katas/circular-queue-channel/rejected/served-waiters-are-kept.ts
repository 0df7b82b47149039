// stage: waiting
// test: a value that was handed over is not kept
// says: values held
// mistake: kept-reference
// Waiters stand in an array with a moving front, and stay there after they were served.

import { Chan, ChanError, type Context, type Recv } from '@katas/goroutine';

/** One who waits: a channel of its own, in which it is told the outcome. */
class Waiter<Brings, Gets> {
  readonly brings: Brings;
  readonly told = new Chan<Gets>(1, 'waiter');
  hasLeft = false;

  constructor(brings: Brings) {
    this.brings = brings;
  }
}

class Line<Brings, Gets> {
  readonly #waiters: Waiter<Brings, Gets>[] = [];
  #front = 0;

  join(brings: Brings): Waiter<Brings, Gets> {
    const waiter = new Waiter<Brings, Gets>(brings);
    this.#waiters.push(waiter);
    return waiter;
  }

  next(): Waiter<Brings, Gets> | undefined {
    for (; this.#front < this.#waiters.length; this.#front += 1) {
      const waiter = this.#waiters[this.#front];
      if (waiter?.hasLeft === false) {
        this.#front += 1;
        return waiter;
      }
    }
    return undefined;
  }

  leave(waiter: Waiter<Brings, Gets>): void {
    waiter.hasLeft = true;
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
    if (this.#closed) throw new ChanError('push to a closed queue');
    const popper = this.#poppers.next();
    if (popper) return popper.told.trySend({ value, ok: true });
    if (this.length === this.capacity) return false;
    this.#slots[this.#pushed++ % this.capacity] = value;
    return true;
  }

  tryPop(): Recv<T> | undefined {
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
    const waiter = await this.#locked(ctx, () =>
      this.tryPush(value) ? undefined : this.#pushers.join(value),
    );
    if (waiter === undefined) return;
    const told = await this.#outcome(this.#pushers, waiter, ctx);
    if (told === 'closed') throw new ChanError('push to a closed queue');
  }

  async pop(ctx?: Context): Promise<Recv<T>> {
    const got = await this.#locked(ctx, () => this.tryPop() ?? this.#poppers.join(undefined));
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
