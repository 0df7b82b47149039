// library: async-channel
// deviates: who waits, waits in a channel
// because: it waits in channels of its own, which are not those of the library that the prompt names
// deviates: the values are in one array, whose places stay when the values go
// because: each value is in a promise of its own, in an array that grows and shrinks with push and shift
// deviates: close fails every push that waits, and keeps what is in
// because: a push that waits when the channel is closed goes on waiting, and gets in when there is room
// deviates: closing again does nothing, whoever waits or drains
// because: the same: a push that waits is not failed by close
// deviates: a closed queue keeps nothing of pushes that failed and of what came out
// because: the same: a push that waits is not failed by close
// deviates: close misses nobody who is about to wait for a place
// because: the same: a push that waits is not failed by close, and waits for ever where nobody takes
// deviates: close amid pushes and pops loses nothing and leaves nothing behind
// because: the same: a value whose push waited comes in after close
// deviates: a context that has ended lets nothing happen
// because: it has no cancellation
// deviates: the end of its context ends a wait
// because: it has no cancellation
// deviates: who gives up leaves the line, and the others keep their order
// because: it has no cancellation
// deviates: a call that has ended leaves nothing on its context
// because: the push of that test is to end with close, and waits for ever
// deviates: waits that were given up leave nothing in the queue
// because: it has no cancellation
// deviates: a deadline that comes amid everything leaves the queue whole
// because: it has no cancellation
import { ChanError, type Context, type Recv } from '@katas/goroutine';
import { BaseChannel, ChannelClosedError } from 'async-channel';

/** A promise that shows what it is resolved with. */
type Shown<A> = Promise<A> & { readonly shown: A };

/** A channel that answers at once where it can: by itself it has only promises. */
class OpenChannel<T> extends BaseChannel<Recv<T>> {
  put(value: T): Promise<void> {
    const shown: Recv<T> = { value, ok: true };
    return this._send(Object.assign(Promise.resolve(shown), { shown }));
  }

  /** The first value of the buffer, which keeps the promises that it was given. */
  take(): Recv<T> | undefined {
    return this.bufferSize === 0 ? undefined : (this.get() as Shown<Recv<T>>).shown;
  }
}

/** The queue as a channel of async-channel; what that has no counterpart for (cancellation) is left out. */
export class ChanQueue<T> {
  readonly capacity: number;
  readonly #channel: OpenChannel<T>;

  constructor(capacity: number) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) throw new RangeError(`capacity ${capacity}`);
    this.capacity = capacity;
    this.#channel = new OpenChannel(capacity);
  }

  get length(): number {
    return this.#channel.bufferSize;
  }

  tryPush(value: T): boolean {
    if (this.#channel.closed) throw new ChanError('send on closed channel');
    if (this.#channel.bufferSize === this.capacity) return false;
    void this.#channel.put(value);
    return true;
  }

  tryPop(): Recv<T> | undefined {
    return this.#channel.take() ?? (this.#channel.done ? { value: undefined, ok: false } : undefined);
  }

  async push(value: T, _ctx?: Context): Promise<void> {
    try {
      await this.#channel.put(value);
    } catch (error) {
      throw error instanceof ChannelClosedError ? new ChanError('send on closed channel') : error;
    }
  }

  async pop(_ctx?: Context): Promise<Recv<T>> {
    try {
      return await this.#channel.get();
    } catch (error) {
      if (error instanceof ChannelClosedError) return { value: undefined, ok: false };
      throw error;
    }
  }

  close(): void {
    if (!this.#channel.closed) this.#channel.close();
  }
}
