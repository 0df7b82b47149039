// stage: waiting
// test: a later call does not get ahead of one that waits
// says: tryPop() of the value that belongs to the pop that has waited
// mistake: out-of-line
// Every change wakes everybody, and the fastest wins.

import { Chan, ChanError, type Context, type Recv } from '@katas/goroutine';

export class ChanQueue<T> {
  readonly capacity: number;
  #changed = new Chan<void>(0, 'changed');
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
    while (!this.tryPush(value)) await this.#changed.recv(ctx);
  }

  async pop(ctx?: Context): Promise<Recv<T>> {
    for (;;) {
      const recv = this.tryPop();
      if (recv !== undefined) return recv;
      await this.#changed.recv(ctx);
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#tellAll();
  }

  #tellAll(): void {
    const before = this.#changed;
    this.#changed = new Chan(0, 'changed');
    before.close();
  }

  #put(value: T): void {
    this.#places[(this.#first + this.#length) % this.capacity] = value;
    this.#length += 1;
    this.#tellAll();
  }

  #take(): T {
    const value = this.#places[this.#first] as T;
    this.#places[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.capacity;
    this.#length -= 1;
    this.#tellAll();
    return value;
  }
}
