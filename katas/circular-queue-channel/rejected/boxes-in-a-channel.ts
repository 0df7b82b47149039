// stage: ring
// test: the values are in the ring, not in the buffer of a channel
// says: values in the buffers of channels
// says: expected 3 to be
// mistake: channel-as-store
// The same, with each value in a box.

import { Chan, type Context, type Recv } from '@katas/goroutine';

export class ChanQueue<T> {
  readonly #chan: Chan<{ readonly value: T }>;
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
    return this.#chan.trySend({ value });
  }

  tryPop(): Recv<T> | undefined {
    return unboxed(this.#chan.tryRecv());
  }

  push(value: T, ctx?: Context): Promise<void> {
    return this.#chan.send({ value }, ctx);
  }

  async pop(ctx?: Context): Promise<Recv<T>> {
    return unboxed(await this.#chan.recv(ctx)) as Recv<T>;
  }

  close(): void {
    if (!this.#isClosed) this.#chan.close();
    this.#isClosed = true;
  }
}

function unboxed<T>(recv: Recv<{ readonly value: T }> | undefined): Recv<T> | undefined {
  return recv?.ok === true ? { value: recv.value.value, ok: true } : recv;
}
