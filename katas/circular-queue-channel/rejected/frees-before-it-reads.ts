// stage: waiting
// test: the order of values survives every schedule
// says: which nobody has pushed
// mistake: check-then-act
// Gives the place away, with an await, before it has read the value out of it.

import { Chan, ChanError, type Context, type Recv } from '@katas/goroutine';

export class ChanQueue<T> {
  readonly #places: (T | undefined)[];
  readonly #free: Chan<void>;
  readonly #filled: Chan<void>;
  #head = 0;
  #tail = 0;
  #isClosed = false;

  constructor(capacity: number) {
    if (!Number.isSafeInteger(capacity) || capacity <= 0) {
      throw new RangeError(`ChanQueue: a capacity of ${capacity}`);
    }
    this.#places = Array.from({ length: capacity });
    this.#free = new Chan(capacity, 'free');
    this.#filled = new Chan(capacity, 'filled');
    // One token for each place, as many as there is room for.
    while (this.#free.trySend());
  }

  get capacity(): number {
    return this.#places.length;
  }

  get length(): number {
    return this.#filled.len;
  }

  tryPush(value: T): boolean {
    this.#throwIfClosed();
    if (this.#free.tryRecv() === undefined) return false;
    this.#fill(value);
    return true;
  }

  tryPop(): Recv<T> | undefined {
    const token = this.#filled.tryRecv();
    if (token === undefined || !token.ok) return token;
    return this.#empty();
  }

  async push(value: T, ctx?: Context): Promise<void> {
    await this.#free.recv(ctx);
    // Also where this call was given its place before the queue was closed.
    this.#throwIfClosed();
    this.#fill(value);
  }

  async pop(ctx?: Context): Promise<Recv<T>> {
    const token = await this.#filled.recv(ctx);
    if (!token.ok) return token;
    if (!this.#isClosed) await this.#free.send();
    const value = this.#places[this.#head] as T;
    this.#places[this.#head] = undefined;
    this.#head = this.#after(this.#head);
    return { value, ok: true };
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#free.close();
    this.#filled.close();
  }

  #fill(value: T): void {
    this.#places[this.#tail] = value;
    this.#tail = this.#after(this.#tail);
    this.#filled.trySend();
  }

  #empty(): Recv<T> {
    const value = this.#places[this.#head] as T;
    this.#places[this.#head] = undefined;
    this.#head = this.#after(this.#head);
    if (!this.#isClosed) this.#free.trySend();
    return { value, ok: true };
  }

  #after(place: number): number {
    return place + 1 === this.#places.length ? 0 : place + 1;
  }

  #throwIfClosed(): void {
    if (this.#isClosed) throw new ChanError('send on closed channel');
  }
}
