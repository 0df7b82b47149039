// stage: waiting
// test: a value that was handed over is not kept
// says: values held
// mistake: kept-reference
// The value of the last push that waited is kept in a field.

import { Chan, ChanError, type Context, type Recv } from '@katas/goroutine';

export class ChanQueue<T> {
  readonly capacity: number;
  /** Pushes wait here, each with its value: only while the ring is full. */
  readonly #entrance = new Chan<T>(0, 'entrance');
  /** Pops wait here: only while the ring is empty. */
  readonly #exit = new Chan<T>(0, 'exit');
  readonly #places: (T | undefined)[];
  #first = 0;
  #length = 0;
  #isClosed = false;
  /** For debugging. */
  latest: T | undefined;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`ChanQueue: capacity ${capacity} is not a whole number from 1`);
    }
    this.capacity = capacity;
    this.#places = new Array<T | undefined>(capacity).fill(undefined);
  }

  get length(): number {
    return this.#length;
  }

  tryPush(value: T): boolean {
    if (this.#isClosed) throw new ChanError('send on closed channel');
    if (this.#exit.trySend(value)) return true;
    if (this.#length === this.capacity) return false;
    this.#put(value);
    return true;
  }

  tryPop(): Recv<T> | undefined {
    if (this.#length === 0) return this.#isClosed ? { value: undefined, ok: false } : undefined;
    const value = this.#take();
    const next = this.#entrance.tryRecv();
    if (next?.ok === true) {
      this.latest = next.value;
      this.#put(next.value);
    }
    return { value, ok: true };
  }

  async push(value: T, ctx?: Context): Promise<void> {
    throwIfEnded(ctx);
    if (!this.tryPush(value)) await this.#entrance.send(value, ctx);
  }

  async pop(ctx?: Context): Promise<Recv<T>> {
    throwIfEnded(ctx);
    return this.tryPop() ?? (await this.#exit.recv(ctx));
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#entrance.close();
    this.#exit.close();
  }

  #put(value: T): void {
    this.#places[(this.#first + this.#length) % this.capacity] = value;
    this.#length += 1;
  }

  #take(): T {
    const value = this.#places[this.#first] as T;
    this.#places[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.capacity;
    this.#length -= 1;
    return value;
  }
}

function throwIfEnded(ctx: Context | undefined): void {
  const error = ctx?.err();
  if (error !== undefined) throw error;
}
