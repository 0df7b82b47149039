// A log, as in Kafka or JetStream: a topic is one linked list of messages, and a group is a cursor into it. Nothing is
// copied; what all groups have passed is forgotten. There is one bell for the whole queue: whoever changes anything rings
// it, and whoever waits looks again at what it waits for. Simple to get right, and not the fastest.
import { Chan, recv, select, time, WaitGroup, type Context, type RecvChan } from '@katas/goroutine';

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

class Bell {
  #chan = new Chan<never>(0, 'bell');

  /** Closed at the next ring. */
  get rung(): RecvChan<never> {
    return this.#chan;
  }

  ring(): void {
    const rung = this.#chan;
    this.#chan = new Chan(0, 'bell');
    rung.close();
  }
}

interface Node<T> {
  readonly id: number;
  readonly body: T;
  next: Node<T> | undefined;
}

/** A message that has to be delivered again. */
interface Retry<T> {
  readonly node: Node<T>;
  readonly attempts: number;
  readonly dueMs: number;
}

class Group<T> {
  cursor: Node<T>;
  /** Behind the cursor. */
  fresh = 0;
  readonly retries = new Set<Retry<T>>();
  members = 0;
  inFlight = 0;
  dead = 0;

  constructor(cursor: Node<T>) {
    this.cursor = cursor;
  }

  get queued(): number {
    return this.fresh + this.retries.size;
  }

  get isBusy(): boolean {
    return this.inFlight > 0 || (this.members > 0 && this.queued > 0);
  }

  take(nowMs: number): { node: Node<T>; attempts: number } | undefined {
    for (const retry of this.retries) {
      if (retry.dueMs > nowMs) continue;
      this.retries.delete(retry);
      return retry;
    }
    const node = this.cursor.next;
    if (node === undefined) return undefined;
    this.cursor = node;
    this.fresh -= 1;
    return { node, attempts: 0 };
  }

  /** When to look again although nobody rings. */
  nextDueMs(): number {
    let dueMs = Infinity;
    for (const retry of this.retries) dueMs = Math.min(dueMs, retry.dueMs);
    return dueMs;
  }
}

class Topic<T> {
  tail: Node<T>;
  readonly line = new Set<object>();
  readonly groups = new Map<string, Group<T>>();
  nameless: Group<T> | undefined;

  constructor() {
    // A first node that nobody ever reads, so that a cursor always has something to stand on.
    this.tail = { id: 0, body: undefined as T, next: undefined };
    this.nameless = new Group(this.tail);
  }

  all(): Group<T>[] {
    return this.nameless ? [this.nameless] : [...this.groups.values()];
  }

  group(name: string): Group<T> {
    const group = this.groups.get(name) ?? this.nameless ?? new Group(this.tail);
    this.nameless = undefined;
    this.groups.set(name, group);
    return group;
  }

  append(id: number, body: T): void {
    const node = { id, body, next: undefined };
    this.tail.next = node;
    this.tail = node;
    for (const group of this.all()) group.fresh += 1;
  }
}

export class MessageQueue<T> {
  readonly #options: Required<MessageQueueOptions>;
  readonly #topics = new Map<string, Topic<T>>();
  readonly #bell = new Bell();
  readonly #workers = new WaitGroup();
  #isClosed = false;
  #isOver = false;
  #ids = 0;

  constructor(options: MessageQueueOptions) {
    const { capacity, maxAttempts = 5, ackTimeoutMs = 30_000 } = options;
    whole(capacity);
    whole(maxAttempts);
    if (!(ackTimeoutMs > 0)) throw new RangeError('message-queue: ackTimeoutMs');
    this.#options = { capacity, maxAttempts, ackTimeoutMs };
  }

  async publish(topic: string, body: T, ctx?: Context): Promise<void> {
    const to = this.#topic(topic);
    const ticket = {};
    to.line.add(ticket);
    try {
      for (;;) {
        if (this.#isClosed) throw new QueueClosedError();
        if (ctx?.err() !== undefined) throw ctx.err();
        const [first] = to.line;
        const isFull = to.all().some((group) => group.queued >= this.#options.capacity);
        if (first === ticket && !isFull) break;
        await select([recv(this.#bell.rung), recv(ctx?.done())]);
      }
      this.#ids += 1;
      to.append(this.#ids, body);
    } finally {
      to.line.delete(ticket);
      this.#bell.ring();
    }
  }

  subscribe(topic: string, group: string, handler: Handler<T>, options?: SubscribeOptions): Consumer {
    const prefetch = whole(options?.prefetch ?? 1);
    if (this.#isClosed) throw new QueueClosedError();
    const from = this.#topic(topic).group(group);
    from.members += 1;
    let isStopped = false;
    const mine = new WaitGroup();
    const work = async (): Promise<void> => {
      for (;;) {
        if (isStopped || this.#isOver) return;
        const taken = from.take(time.now());
        if (taken) {
          mine.add(1);
          await this.#deliver(topic, from, taken, handler);
          mine.done();
          continue;
        }
        const dueMs = from.nextDueMs();
        const due = dueMs === Infinity ? undefined : time.after(dueMs - time.now());
        await select([recv(this.#bell.rung), recv(due)]);
      }
    };
    for (let i = 0; i < prefetch; i += 1) this.#workers.go('worker', work);
    return {
      stop: () => {
        if (!isStopped) {
          isStopped = true;
          from.members -= 1;
          this.#bell.ring();
        }
        return mine.wait();
      },
    };
  }

  async close(): Promise<{ undelivered: number }> {
    this.#isClosed = true;
    this.#bell.ring();
    const groups = [...this.#topics.values()].flatMap((topic) => topic.all());
    while (groups.some((group) => group.isBusy)) await this.#bell.rung.recv();
    this.#isOver = true;
    this.#bell.ring();
    await this.#workers.wait();
    return { undelivered: groups.reduce((sum, group) => sum + group.queued, 0) };
  }

  stats(topic: string): { queued: number; inFlight: number; dead: number } {
    const sum = { queued: 0, inFlight: 0, dead: 0 };
    for (const { queued, inFlight, dead } of this.#topics.get(topic)?.all() ?? []) {
      sum.queued += queued;
      sum.inFlight += inFlight;
      sum.dead += dead;
    }
    return sum;
  }

  /** The handler is called before anything is awaited. */
  async #deliver(
    topic: string,
    group: Group<T>,
    { node, attempts }: { node: Node<T>; attempts: number },
    handler: Handler<T>,
  ): Promise<void> {
    const verdict = new Chan<number>(1, 'verdict');
    const timer = time.newTimer(this.#options.ackTimeoutMs);
    const message: Message<T> = {
      id: node.id,
      topic,
      body: node.body,
      attempt: attempts + 1,
      ack: () => void verdict.trySend(-1),
      nack: (delayMs = 0) => {
        if (!(delayMs >= 0)) throw new RangeError('message-queue: delayMs');
        verdict.trySend(delayMs);
      },
    };
    group.inFlight += 1;
    this.#bell.ring();
    void (async () => handler(message))().catch(() => message.nack());
    const it = await select([recv(verdict), recv(timer.C)]);
    timer.stop();
    verdict.trySend(0);
    group.inFlight -= 1;
    const delayMs = it.index === 0 ? (it.value ?? 0) : 0;
    if (delayMs >= 0) {
      if (attempts + 1 >= this.#options.maxAttempts) group.dead += 1;
      else group.retries.add({ node, attempts: attempts + 1, dueMs: time.now() + delayMs });
    }
    this.#bell.ring();
  }

  #topic(name: string): Topic<T> {
    const topic = this.#topics.get(name) ?? new Topic<T>();
    this.#topics.set(name, topic);
    return topic;
  }
}

function whole(n: number): number {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`message-queue: ${n} is not a whole number from 1`);
  return n;
}
