// stage: stop
// test: a handler may settle its message and stop its own consumer, or close the queue
// says: what has resolved inside of the handler of A
// stop() waits until the handlers have returned, also for the one that calls it.

import { Chan, context, Mutex, recv, select, send, time, WaitGroup, type Context } from '@katas/goroutine';

export class QueueClosedError extends Error {
  override readonly name = 'QueueClosedError';

  constructor() {
    super('message-queue: closed');
  }
}

export interface MessageQueueOptions {
  readonly capacity: number;
  readonly maxAttempts?: number;
  readonly ackTimeoutMs?: number;
}

export interface SubscribeOptions {
  readonly prefetch?: number;
}

export interface Message<T> {
  readonly id: number;
  readonly topic: string;
  readonly body: T;
  readonly attempt: number;
  ack(): void;
  nack(delayMs?: number): void;
}

export interface Consumer {
  stop(): Promise<void>;
}

type Handler<T> = (message: Message<T>) => Promise<void>;

export class MessageQueue<T> {
  readonly #options: Required<MessageQueueOptions>;
  readonly #topics = new Map<string, Topic<T>>();
  /** One token at most: something has changed that `close` may wait for. */
  readonly #changed = new Chan<true>(1, 'changed');
  readonly #closing: Context;
  readonly #beginClosing: () => void;
  #closed: Promise<{ undelivered: number }> | undefined = undefined;
  #lastId = 0;

  constructor(options: MessageQueueOptions) {
    this.#options = { maxAttempts: 5, ackTimeoutMs: 30_000, ...options };
    const { capacity, maxAttempts, ackTimeoutMs } = this.#options;
    for (const [name, value] of Object.entries({ capacity, maxAttempts })) mustCount(name, value);
    if (Number.isNaN(ackTimeoutMs) || ackTimeoutMs <= 0)
      throw new RangeError(`message-queue: ackTimeoutMs is ${ackTimeoutMs}`);
    [this.#closing, this.#beginClosing] = context.withCancel(context.background());
  }

  async publish(topic: string, body: T, ctx: Context = context.background()): Promise<void> {
    if (this.#closed !== undefined) throw new QueueClosedError();
    const error = ctx.err();
    if (error !== undefined) throw error;
    const id = ++this.#lastId;
    const to = this.#topicOf(topic);
    // Either of two contexts ends the wait: a common child of both.
    const [either, cancel] = context.withCancel(ctx);
    const unlink = this.#closing.onEnd(() => cancel());
    try {
      // Whoever holds the turn is the next; the others wait for it in the order of their calls.
      const turn = await to.turn.lock(either);
      try {
        await to.reserve(either);
        for (const group of to.groups()) group.put({ id, topic, body });
      } finally {
        turn[Symbol.dispose]();
      }
    } catch (thrown) {
      if (either.err() === undefined) throw thrown;
      throw this.#closed === undefined ? ctx.err() : new QueueClosedError();
    } finally {
      unlink();
      cancel();
    }
  }

  subscribe(
    topic: string,
    group: string,
    handler: Handler<T>,
    { prefetch = 1 }: SubscribeOptions = {},
  ): Consumer {
    mustCount('prefetch', prefetch);
    if (this.#closed !== undefined) throw new QueueClosedError();
    return this.#topicOf(topic).group(group).join(handler, prefetch);
  }

  close(): Promise<{ undelivered: number }> {
    this.#closed ??= this.#drain();
    return this.#closed;
  }

  stats(topic: string): { queued: number; inFlight: number; dead: number } {
    const groups = this.#topics.get(topic)?.groups() ?? [];
    return {
      queued: groups.reduce((sum, group) => sum + group.queued, 0),
      inFlight: groups.reduce((sum, group) => sum + group.inFlight, 0),
      dead: groups.reduce((sum, group) => sum + group.dead, 0),
    };
  }

  #topicOf(name: string): Topic<T> {
    let topic = this.#topics.get(name);
    if (topic === undefined) {
      topic = new Topic(this.#options, () => void this.#changed.trySend(true));
      this.#topics.set(name, topic);
    }
    return topic;
  }

  async #drain(): Promise<{ undelivered: number }> {
    this.#beginClosing();
    // A publisher that had its room when we came is let through before anything is counted.
    for (const topic of this.#topics.values()) await topic.turn.lock();
    const groups = [...this.#topics.values()].flatMap((topic) => topic.groups());
    while (groups.some((group) => group.isBusy)) await this.#changed.recv();
    const undelivered = groups.reduce((sum, group) => sum + group.queued, 0);
    for (const group of groups) await group.end();
    return { undelivered };
  }
}

class Topic<T> {
  readonly turn = new Mutex();
  readonly #options: Required<MessageQueueOptions>;
  readonly #changed: () => void;
  readonly #named = new Map<string, Group<T>>();
  #backlog: Group<T> | undefined;

  constructor(options: Required<MessageQueueOptions>, changed: () => void) {
    this.#options = options;
    this.#changed = changed;
    this.#backlog = this.#newGroup();
  }

  groups(): Group<T>[] {
    return this.#backlog ? [this.#backlog] : [...this.#named.values()];
  }

  group(name: string): Group<T> {
    const group = this.#named.get(name) ?? this.#backlog ?? this.#newGroup();
    this.#backlog = undefined;
    this.#named.set(name, group);
    return group;
  }

  /** Takes a place in every group, of those too that come while it waits; in none of them if the context ends. */
  async reserve(ctx: Context): Promise<void> {
    const reserved = new Set<Group<T>>();
    try {
      for (;;) {
        const next = this.groups().find((group) => !reserved.has(group));
        if (next === undefined) return;
        await next.room.send(true, ctx);
        reserved.add(next);
      }
    } catch (error) {
      for (const group of reserved) group.freeRoom();
      throw error;
    }
  }

  #newGroup(): Group<T> {
    return new Group(this.#options, this.#changed);
  }
}

interface Parcel<T> {
  readonly id: number;
  readonly topic: string;
  readonly body: T;
}

interface Copy<T> extends Parcel<T> {
  readonly attempts: number;
}

class Group<T> {
  readonly room: Chan<true>;
  queued = 0;
  inFlight = 0;
  dead = 0;
  #consumers = 0;
  /** Messages that came back although there was no room. */
  #overdraft = 0;
  readonly #options: Required<MessageQueueOptions>;
  readonly #changed: () => void;
  readonly #fresh: Chan<Copy<T>>;
  readonly #again = new Chan<Copy<T>>(0, 'again');
  readonly #life: Context;
  readonly #endLife: () => void;
  readonly #goroutines = new WaitGroup();

  constructor(options: Required<MessageQueueOptions>, changed: () => void) {
    this.#options = options;
    this.#changed = changed;
    this.room = new Chan(options.capacity, 'room');
    this.#fresh = new Chan(options.capacity, 'fresh');
    [this.#life, this.#endLife] = context.withCancel(context.background());
  }

  get isBusy(): boolean {
    return this.inFlight > 0 || (this.#consumers > 0 && this.queued > 0);
  }

  /** There is room: a token for it is in `room`. */
  put(parcel: Parcel<T>): void {
    this.queued += 1;
    this.#fresh.trySend({ ...parcel, attempts: 0 });
  }

  freeRoom(): void {
    if (this.#overdraft > 0) this.#overdraft -= 1;
    else this.room.tryRecv();
  }

  join(handler: Handler<T>, prefetch: number): Consumer {
    const [ctx, stop] = context.withCancel(this.#life);
    const workers = new WaitGroup();
    this.#consumers += 1;
    for (let i = 0; i < prefetch; i += 1) workers.go('worker', () => this.#work(handler, ctx, workers));
    // Whoever stops first, this consumer or the queue: it counts once.
    ctx.onEnd(() => {
      this.#consumers -= 1;
      this.#changed();
    });
    return {
      stop: () => {
        stop();
        return workers.wait();
      },
    };
  }

  async end(): Promise<void> {
    this.#endLife();
    await this.#goroutines.wait();
  }

  async #work(handler: Handler<T>, ctx: Context, calls: WaitGroup): Promise<void> {
    for (;;) {
      const { index, value: copy } = await select([recv(ctx.done()), recv(this.#again), recv(this.#fresh)]);
      if (index === 0 || copy === undefined) return;
      if (ctx.err() !== undefined) {
        // We were stopped between taking the message and looking at it.
        this.#offer(copy, 0);
        return;
      }
      this.queued -= 1;
      this.freeRoom();
      await this.#deliver({ ...copy, attempts: copy.attempts + 1 }, handler, calls);
      this.#changed();
    }
  }

  async #deliver(copy: Copy<T>, handler: Handler<T>, calls: WaitGroup): Promise<void> {
    const { id, topic, body, attempts } = copy;
    const { maxAttempts, ackTimeoutMs } = this.#options;
    // Holds the first verdict, and has no place for a second one.
    const verdicts = new Chan<{ delayMs: number } | 'done'>(1, 'verdict');
    const timer = time.newTimer(ackTimeoutMs);
    const message: Message<T> = {
      id,
      topic,
      body,
      attempt: attempts,
      ack: () => void verdicts.trySend('done'),
      nack: (delayMs = 0) => {
        if (Number.isNaN(delayMs) || delayMs < 0)
          throw new RangeError(`message-queue: delayMs is ${delayMs}`);
        verdicts.trySend({ delayMs });
      },
    };
    this.inFlight += 1;
    calls.go('handler', () => attempt(handler, message));
    const { value } = await select([recv(verdicts), recv(timer.C)]);
    timer.stop();
    // What comes from now on finds no place.
    verdicts.trySend('done');
    this.inFlight -= 1;
    if (value === 'done') return;
    if (attempts >= maxAttempts) this.dead += 1;
    else {
      this.queued += 1;
      if (!this.room.trySend(true)) this.#overdraft += 1;
      this.#offer(copy, typeof value === 'object' ? value.delayMs : 0);
    }
  }

  #offer(copy: Copy<T>, delayMs: number): void {
    this.#goroutines.go('again', async () => {
      const delay = delayMs > 0 ? time.after(delayMs) : undefined;
      if (delay !== undefined) {
        const { index } = await select([recv(this.#life.done()), recv(delay)]);
        if (index === 0) return;
      }
      await select([recv(this.#life.done()), send(this.#again, copy)]);
    });
  }
}

/** Never fails, so nobody has to wait for it. */
async function attempt<T>(handler: Handler<T>, message: Message<T>): Promise<void> {
  try {
    await handler(message);
  } catch {
    message.nack();
  }
}

function mustCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw new RangeError(`message-queue: ${name} is ${value}`);
}
