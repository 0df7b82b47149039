// stage: waiting
// test: no value is lost or doubled when two push at once
// says: queue of 2, after tryPush(8)
// A signal that nobody waited for stays in its channel, and lets a later push go on although there is no room.

import { Chan, ChanError, type Context, type Recv } from '@katas/goroutine';

export class ChanQueue<T> {
  readonly capacity: number;
  readonly #notFull = new Chan<void>(1, 'not full');
  readonly #notEmpty = new Chan<void>(1, 'not empty');
  readonly #places: (T | undefined)[];
  #first = 0;
  #length = 0;
  #isClosed = false;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError(`ChanQueue: capacity ${capacity}`);
    this.capacity = capacity;
    this.#places = new Array<T | undefined>(capacity).fill(undefined);
  }

  get length(): number {
    return this.#length;
  }

  tryPush(value: T): boolean {
    if (this.#isClosed) throw new ChanError('send on closed channel');
    if (this.#length === this.capacity) return false;
    this.#put(value);
    return true;
  }

  tryPop(): Recv<T> | undefined {
    if (this.#length === 0) return this.#isClosed ? { value: undefined, ok: false } : undefined;
    return { value: this.#take(), ok: true };
  }

  async push(value: T, ctx?: Context): Promise<void> {
    if (this.#isClosed) throw new ChanError('send on closed channel');
    if (this.#length === this.capacity) await this.#notFull.recv(ctx);
    if (this.#isClosed) throw new ChanError('send on closed channel');
    this.#put(value);
  }

  async pop(ctx?: Context): Promise<Recv<T>> {
    if (this.#length === 0 && !this.#isClosed) await this.#notEmpty.recv(ctx);
    if (this.#length === 0) return { value: undefined, ok: false };
    return { value: this.#take(), ok: true };
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#notFull.close();
    this.#notEmpty.close();
  }

  #put(value: T): void {
    this.#places[(this.#first + this.#length) % this.capacity] = value;
    this.#length += 1;
    if (!this.#isClosed) this.#notEmpty.trySend();
  }

  #take(): T {
    const value = this.#places[this.#first] as T;
    this.#places[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.capacity;
    this.#length -= 1;
    if (!this.#isClosed) this.#notFull.trySend();
    return value;
  }
}
