// stage: ring
// test: the values are in the ring, not in the buffer of a channel
// says: values in the buffers of channels, with 3 values in the queue
// says: expected 3 to be
// mistake: channel-as-store
// A buffered channel does all the work; there is no ring.

import { Chan, type Context, type Recv } from '@katas/goroutine';

export class ChanQueue<T> {
  readonly #chan: Chan<T>;
  #isClosed = false;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError(`ChanQueue: capacity ${capacity}`);
    this.#chan = new Chan(capacity);
  }

  get length(): number {
    return this.#chan.len;
  }

  get capacity(): number {
    return this.#chan.cap;
  }

  tryPush(value: T): boolean {
    return this.#chan.trySend(value);
  }

  tryPop(): Recv<T> | undefined {
    return this.#chan.tryRecv();
  }

  push(value: T, ctx?: Context): Promise<void> {
    return this.#chan.send(value, ctx);
  }

  pop(ctx?: Context): Promise<Recv<T>> {
    return this.#chan.recv(ctx);
  }

  close(): void {
    if (!this.#isClosed) this.#chan.close();
    this.#isClosed = true;
  }
}
