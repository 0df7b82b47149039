// stage: waiting
// test: no value is lost or doubled when two push at once
// says: push
// Looks whether there is room, takes the lock, and then acts on what it saw before.

import { Chan, ChanError, type Context, type Recv } from '@katas/goroutine';

export class ChanQueue<T> {
  readonly capacity: number;
  readonly #lock = new Chan<true>(1, 'lock');
  readonly #entrance = new Chan<T>(0, 'entrance');
  readonly #exit = new Chan<T>(0, 'exit');
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
    if (this.#exit.trySend(value)) return true;
    if (this.#length === this.capacity) return false;
    this.#put(value);
    return true;
  }

  tryPop(): Recv<T> | undefined {
    if (this.#length === 0) return this.#isClosed ? { value: undefined, ok: false } : undefined;
    const value = this.#take();
    const next = this.#entrance.tryRecv();
    if (next?.ok === true) this.#put(next.value);
    return { value, ok: true };
  }

  async push(value: T, ctx?: Context): Promise<void> {
    if (this.#isClosed) throw new ChanError('send on closed channel');
    const hasRoom = this.#length < this.capacity;
    await this.#lock.send(true, ctx);
    try {
      if (this.#isClosed) throw new ChanError('send on closed channel');
      if (hasRoom) {
        if (!this.#exit.trySend(value)) this.#put(value);
        return;
      }
    } finally {
      this.#lock.tryRecv();
    }
    await this.#entrance.send(value, ctx);
  }

  async pop(ctx?: Context): Promise<Recv<T>> {
    await this.#lock.send(true, ctx);
    let recv: Recv<T> | undefined;
    try {
      recv = this.tryPop();
    } finally {
      this.#lock.tryRecv();
    }
    return recv ?? this.#exit.recv(ctx);
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
