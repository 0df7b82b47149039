// stage: ring
// test: the values are in one array, whose places stay when the values go
// says: places that stay
// mistake: no-ring
// A linked list that counts to the capacity.

import { Chan, ChanError, type Context, type Recv } from '@katas/goroutine';

interface Node<T> {
  readonly value: T;
  next: Node<T> | undefined;
}

export class ChanQueue<T> {
  readonly capacity: number;
  /** Pushes wait here, each with its value: only while the ring is full. */
  readonly #entrance = new Chan<T>(0, 'entrance');
  /** Pops wait here: only while the ring is empty. */
  readonly #exit = new Chan<T>(0, 'exit');
  #first: Node<T> | undefined;
  #last: Node<T> | undefined;
  #length = 0;
  #isClosed = false;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`ChanQueue: capacity ${capacity} is not a whole number from 1`);
    }
    this.capacity = capacity;
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
    const node: Node<T> = { value, next: undefined };
    if (this.#last) this.#last.next = node;
    else this.#first = node;
    this.#last = node;
    this.#length += 1;
  }

  #take(): T {
    const { value, next } = this.#first as Node<T>;
    this.#first = next;
    if (next === undefined) this.#last = undefined;
    this.#length -= 1;
    return value;
  }
}

function throwIfEnded(ctx: Context | undefined): void {
  const error = ctx?.err();
  if (error !== undefined) throw error;
}
