// stage: waiting
// test: pushes that wait are served in their order
// says: three times push(7), which have waited
// mistake: lost-wake-up
// The line is a map from values to channels: equal values are one.

import { Chan, ChanError, type Context, type Recv } from '@katas/goroutine';

/** Values in the order in which they came, each with the channel of whoever waits with it. */
class Line<Brings, Gets> {
  readonly #waiting = new Map<Brings, Chan<Gets>>();

  join(brings: Brings): Chan<Gets> {
    const told = this.#waiting.get(brings) ?? new Chan<Gets>(1, 'waiter');
    this.#waiting.set(brings, told);
    return told;
  }

  next(): { readonly brings: Brings; readonly told: Chan<Gets> } | undefined {
    for (const [brings, told] of this.#waiting) {
      this.#waiting.delete(brings);
      return { brings, told };
    }
    return undefined;
  }

  leave(brings: Brings): void {
    this.#waiting.delete(brings);
  }
}

/** Waiting pops bring nothing but themselves. */
type Self = object;

export class ChanQueue<T> {
  readonly capacity: number;
  readonly #lock = new Chan<'mine'>(1, 'lock');
  readonly #slots: T[];
  readonly #pushers = new Line<T, 'in' | 'closed'>();
  readonly #poppers = new Line<Self, Recv<T>>();
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
    const told = await this.#outcome(waiter, ctx, () => this.#pushers.leave(value));
    if (told === 'closed') throw new ChanError('push to a closed queue');
  }

  async pop(ctx?: Context): Promise<Recv<T>> {
    const me: Self = {};
    const got = await this.#locked(ctx, () => this.tryPop() ?? this.#poppers.join(me));
    return got instanceof Chan ? this.#outcome(got, ctx, () => this.#poppers.leave(me)) : got;
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
  async #outcome<G>(told: Chan<G>, ctx: Context | undefined, leave: () => void): Promise<G> {
    try {
      return (await told.recv(ctx)).value as G;
    } catch (error) {
      // The context has ended, but the outcome may have been told before.
      const late = told.tryRecv();
      if (late?.ok === true) return late.value;
      leave();
      throw error;
    }
  }
}
