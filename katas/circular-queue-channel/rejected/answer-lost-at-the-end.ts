// stage: cancellation
// test: a pop that is cancelled loses no value
// says: never came out
// says: context canceled
// mistake: swallowed-value
// When the context ends, what the monitor has answered already is not looked at any more.

import { Chan, ChanError, type Context, go, type Recv } from '@katas/goroutine';

/** What the monitor is asked for; the answer comes through `done`, which is closed where there will be none. */
interface Request<A> {
  readonly done: Chan<A>;
  isWithdrawn: boolean;
}

interface Push<T> extends Request<void> {
  readonly value: T;
}

type Pop<T> = Request<T>;

export class ChanQueue<T> {
  readonly #requests = new Chan<Push<T> | Pop<T>>(0, 'requests');
  readonly #ring: Ring<T>;
  /** In the order in which they came: a `Set` keeps it, and lets anybody go from anywhere. */
  readonly #pushes = new Set<Push<T>>();
  readonly #pops = new Set<Pop<T>>();
  #isOpen = true;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError(`ChanQueue: capacity ${capacity}`);
    this.#ring = new Ring(capacity);
    go('monitor', async () => {
      for await (const request of this.#requests) {
        this.#admit(request);
      }
    });
  }

  get capacity(): number {
    return this.#ring.capacity;
  }

  get length(): number {
    return this.#ring.length;
  }

  tryPush(value: T): boolean {
    if (!this.#isOpen) throw closed();
    if (this.#ring.isFull) return false;
    this.#ring.put(value);
    this.#serve();
    return true;
  }

  tryPop(): Recv<T> | undefined {
    if (this.#ring.isEmpty) return this.#isOpen ? undefined : { value: undefined, ok: false };
    const value = this.#ring.take();
    this.#serve();
    return { value, ok: true };
  }

  async push(value: T, ctx?: Context): Promise<void> {
    if (!this.#isOpen) throw closed();
    const request: Push<T> = { value, done: new Chan(1, 'push'), isWithdrawn: false };
    await this.#requests.send(request, ctx);
    const answer = await this.#answer(this.#pushes, request, ctx);
    if (!answer.ok) throw closed();
  }

  async pop(ctx?: Context): Promise<Recv<T>> {
    const request: Pop<T> = { done: new Chan(1, 'pop'), isWithdrawn: false };
    try {
      await this.#requests.send(request, ctx);
    } catch (error) {
      // The monitor is gone: what is left in the ring is there for whoever comes.
      const left = error instanceof ChanError ? this.tryPop() : undefined;
      if (left === undefined) throw error;
      return left;
    }
    return this.#answer(this.#pops, request, ctx);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#requests.close();
    this.#dismiss();
  }

  #admit(request: Push<T> | Pop<T>): void {
    // Since it was sent, the caller may have given up, or the queue may have been closed.
    if (request.isWithdrawn) return;
    if ('value' in request) this.#pushes.add(request);
    else this.#pops.add(request);
    this.#serve();
    if (!this.#isOpen) this.#dismiss();
  }

  /** Answers as many as the ring allows. */
  #serve(): void {
    for (;;) {
      const [push] = this.#pushes;
      const [pop] = this.#pops;
      if (pop !== undefined && !this.#ring.isEmpty) {
        this.#pops.delete(pop);
        pop.done.trySend(this.#ring.take());
      } else if (push !== undefined && !this.#ring.isFull && this.#isOpen) {
        this.#pushes.delete(push);
        this.#ring.put(push.value);
        push.done.trySend();
      } else {
        return;
      }
    }
  }

  #dismiss(): void {
    for (const { done } of this.#pushes) done.close();
    for (const { done } of this.#pops) done.close();
    this.#pushes.clear();
    this.#pops.clear();
  }

  async #answer<A, R extends Request<A>>(
    line: Set<R>,
    request: R & Request<A>,
    ctx: Context | undefined,
  ): Promise<Recv<A>> {
    try {
      return await request.done.recv(ctx);
    } catch (error) {
      request.isWithdrawn = true;
      line.delete(request);
      throw error;
    }
  }
}

class Ring<T> {
  readonly capacity: number;
  readonly #slots: (T | undefined)[];
  #head = 0;
  #length = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#slots = Array.from({ length: capacity }, () => undefined);
  }

  get length(): number {
    return this.#length;
  }

  get isFull(): boolean {
    return this.#length === this.capacity;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  put(value: T): void {
    this.#slots[(this.#head + this.#length) % this.capacity] = value;
    this.#length += 1;
  }

  take(): T {
    const value = this.#slots[this.#head] as T;
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.capacity;
    this.#length -= 1;
    return value;
  }
}

function closed(): ChanError {
  return new ChanError('send on closed channel');
}
