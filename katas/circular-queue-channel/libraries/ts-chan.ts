// library: ts-chan
// deviates: who waits, waits in a channel
// because: it waits in channels of its own, which are not those of the library that the prompt names
import { context, ChanError, type Context, type Recv } from '@katas/goroutine';
import { Chan } from 'ts-chan';

/** The queue as a channel of ts-chan, whose `unsafe` mode leaves out its detours through the event loop. */
export class ChanQueue<T> {
  readonly capacity: number;
  readonly #chan: Chan<T>;
  #isClosed = false;

  constructor(capacity: number) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) throw new RangeError(`capacity ${capacity}`);
    this.capacity = capacity;
    this.#chan = new Chan<T>(capacity).setUnsafe(true);
  }

  get length(): number {
    return this.#chan.length;
  }

  tryPush(value: T): boolean {
    if (this.#isClosed) throw new ChanError('send on closed channel');
    return this.#chan.trySend(value);
  }

  tryPop(): Recv<T> | undefined {
    const result = this.#chan.tryRecv();
    return result && recvOf(result);
  }

  async push(value: T, ctx?: Context): Promise<void> {
    const [mine, cancel] = context.withCancel(ctx ?? context.background());
    try {
      await this.#chan.send(value, context.signalOf(mine));
    } catch (error) {
      throw mine.err() ?? new ChanError(`send on closed channel (${String(error)})`);
    } finally {
      cancel();
    }
  }

  async pop(ctx?: Context): Promise<Recv<T>> {
    const [mine, cancel] = context.withCancel(ctx ?? context.background());
    try {
      return recvOf(await this.#chan.recv(context.signalOf(mine)));
    } catch (error) {
      throw mine.err() ?? error;
    } finally {
      cancel();
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#chan.close();
  }
}

function recvOf<T>(result: IteratorResult<T, T | undefined>): Recv<T> {
  return result.done === true ? { value: undefined, ok: false } : { value: result.value, ok: true };
}
