// "Share memory by communicating": one goroutine owns all topics and groups, and nobody else touches them. Everybody sends
// it commands over one channel; publishers wait for its answer. Each delivery is a goroutine that waits with `select` for a
// verdict of the handler or for the timeout, and reports which it was.
import { Chan, go, recv, select, send, time, WaitGroup, type Context } from '@katas/goroutine';

export class QueueClosedError extends Error {
  override readonly name = 'QueueClosedError';

  constructor() {
    super('message-queue: closed');
  }
}

export type MessageQueueOptions = {
  readonly capacity: number;
  readonly maxAttempts?: number;
  readonly ackTimeoutMs?: number;
};

export type SubscribeOptions = { readonly prefetch?: number };

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
type Answer = 'accepted' | 'withdrawn' | 'closed';
type Verdict = { readonly isDone: boolean; readonly delayMs: number };

const FAILED: Verdict = { isDone: false, delayMs: 0 };

type Request<T> = {
  readonly id: number;
  readonly topic: string;
  readonly body: T;
  readonly answer: Chan<Answer>;
};

type Copy<T> = { readonly request: Request<T>; readonly group: Group<T>; readonly attempt: number };

type Member<T> = {
  readonly handler: Handler<T>;
  readonly group: Group<T>;
  readonly deliveries: WaitGroup;
  free: number;
  isStopped: boolean;
};

type Command<T> =
  | { readonly type: 'publish' | 'withdraw'; readonly request: Request<T> }
  | { readonly type: 'join' | 'leave'; readonly member: Member<T> }
  | { readonly type: 'refused'; readonly copy: Copy<T> }
  | { readonly type: 'due'; readonly copy: Copy<T> }
  | {
      readonly type: 'settled';
      readonly copy: Copy<T>;
      readonly member: Member<T>;
      readonly verdict: Verdict;
    }
  | { readonly type: 'close' };

/** A queue whose first element can be taken in constant time, and that anything can leave. */
class Fifo<V> {
  #all: V[] = [];
  #from = 0;

  get length(): number {
    return this.#all.length - this.#from;
  }

  push(value: V): void {
    this.#all.push(value);
  }

  putBack(value: V): void {
    this.#all = [value, ...this.#all.slice(this.#from)];
    this.#from = 0;
  }

  take(): V | undefined {
    if (this.length === 0) return undefined;
    const value = this.#all[this.#from++];
    if (this.#from > 32 && this.#from * 2 > this.#all.length) {
      this.#all = this.#all.slice(this.#from);
      this.#from = 0;
    }
    return value;
  }

  remove(value: V): boolean {
    const before = this.length;
    this.#all = this.#all.slice(this.#from).filter((one) => one !== value);
    this.#from = 0;
    return this.length < before;
  }
}

class Group<T> {
  readonly ready = new Fifo<Copy<T>>();
  readonly members = new Set<Member<T>>();
  delayed = 0;
  /** Given to a delivery goroutine, whether or not its handler has been called. */
  out = 0;
  dead = 0;

  get queued(): number {
    return this.ready.length + this.delayed;
  }

  get isDrained(): boolean {
    return this.out === 0 && (this.members.size === 0 || this.queued === 0);
  }
}

class Topic<T> {
  readonly waiting = new Fifo<Request<T>>();
  readonly groups = new Map<string, Group<T>>();
  /** What holds messages as long as there is no group. */
  shelf: Group<T> | undefined = new Group<T>();

  all(): Group<T>[] {
    return this.shelf === undefined ? [...this.groups.values()] : [this.shelf];
  }

  group(name: string): Group<T> {
    let group = this.groups.get(name);
    if (group === undefined) {
      group = this.shelf ?? new Group<T>();
      this.shelf = undefined;
      this.groups.set(name, group);
    }
    return group;
  }
}

export class MessageQueue<T> {
  readonly #capacity: number;
  readonly #maxAttempts: number;
  readonly #ackTimeoutMs: number;
  readonly #commands = new Chan<Command<T>>(0, 'commands');
  readonly #over = new Chan<never>(0, 'over');
  readonly #topics = new Map<string, Topic<T>>();
  readonly #rest = new WaitGroup();
  #isRunning = false;
  #isClosed = false;
  #isDraining = false;
  #lastId = 0;

  constructor({ capacity, maxAttempts = 5, ackTimeoutMs = 30_000 }: MessageQueueOptions) {
    if (!(ackTimeoutMs > 0)) throw new RangeError('message-queue: ackTimeoutMs must be positive');
    this.#capacity = natural(capacity);
    this.#maxAttempts = natural(maxAttempts);
    this.#ackTimeoutMs = ackTimeoutMs;
  }

  async publish(topic: string, body: T, ctx?: Context): Promise<void> {
    if (this.#isClosed) throw new QueueClosedError();
    const error = ctx?.err();
    if (error !== undefined) throw error;
    const request = { id: ++this.#lastId, topic, body, answer: new Chan<Answer>(1, 'answer') };
    await this.#tell({ type: 'publish', request });
    const first = await select([recv(request.answer), recv(ctx?.done()), recv(this.#over)]);
    let answer: Answer | undefined = first.index === 0 ? first.value : undefined;
    if (first.index === 1) {
      // The owner knows whether it was too late: it answers in any case.
      const isHeard = await this.#tell({ type: 'withdraw', request });
      if (isHeard) answer = (await request.answer.recv()).value;
    }
    // The owner has left; an answer may lie there from before.
    answer ??= request.answer.tryRecv()?.value ?? 'closed';
    if (answer === 'closed') throw new QueueClosedError();
    if (answer === 'withdrawn') throw ctx?.err();
  }

  subscribe(topic: string, group: string, handler: Handler<T>, options?: SubscribeOptions): Consumer {
    const free = natural(options?.prefetch ?? 1);
    if (this.#isClosed) throw new QueueClosedError();
    // The group exists from now on; who is in it, the owner learns in a moment.
    const home = this.#topic(topic).group(group);
    const member: Member<T> = { handler, group: home, deliveries: new WaitGroup(), free, isStopped: false };
    home.members.add(member);
    go('join', () => this.#tell({ type: 'join', member }));
    return {
      stop: async () => {
        member.isStopped = true;
        await this.#tell({ type: 'leave', member });
        await member.deliveries.wait();
      },
    };
  }

  async close(): Promise<{ undelivered: number }> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      if (this.#isRunning) await this.#tell({ type: 'close' });
      else this.#over.close();
    }
    await this.#over.recv();
    await this.#rest.wait();
    let undelivered = 0;
    for (const group of this.#groups()) undelivered += group.queued;
    return { undelivered };
  }

  stats(topic: string): { queued: number; inFlight: number; dead: number } {
    let [queued, inFlight, dead] = [0, 0, 0];
    for (const group of this.#topics.get(topic)?.all() ?? []) {
      queued += group.queued;
      inFlight += group.out;
      dead += group.dead;
    }
    return { queued, inFlight, dead };
  }

  /** False if there is nobody to listen any more. */
  async #tell(command: Command<T>): Promise<boolean> {
    if (!this.#isRunning && !this.#isClosed) {
      this.#isRunning = true;
      go('owner', () => this.#own());
    }
    const { index } = await select([send(this.#commands, command), recv(this.#over)]);
    return index === 0;
  }

  async #own(): Promise<void> {
    while (!this.#isDraining || !this.#groups().every((group) => group.isDrained)) {
      const { value: command } = await this.#commands.recv();
      if (command === undefined) break;
      this.#obey(command);
      for (const topic of this.#topics.values()) this.#move(topic);
    }
    this.#over.close();
  }

  #obey(command: Command<T>): void {
    switch (command.type) {
      case 'publish':
        if (this.#isDraining) command.request.answer.trySend('closed');
        else this.#topic(command.request.topic).waiting.push(command.request);
        break;
      case 'withdraw':
        if (this.#topic(command.request.topic).waiting.remove(command.request))
          command.request.answer.trySend('withdrawn');
        break;
      case 'join':
        break;
      case 'leave':
        command.member.group.members.delete(command.member);
        break;
      case 'refused':
        command.copy.group.out -= 1;
        command.copy.group.ready.putBack(command.copy);
        break;
      case 'due':
        command.copy.group.delayed -= 1;
        command.copy.group.ready.push(command.copy);
        break;
      case 'settled':
        command.member.free += 1;
        command.copy.group.out -= 1;
        if (!command.verdict.isDone) this.#again(command.copy, command.verdict.delayMs);
        break;
      case 'close':
        this.#isDraining = true;
        for (const { waiting } of this.#topics.values()) {
          for (let one = waiting.take(); one !== undefined; one = waiting.take())
            one.answer.trySend('closed');
        }
    }
  }

  #again(copy: Copy<T>, delayMs: number): void {
    const { group, attempt } = copy;
    const next = { ...copy, attempt: attempt + 1 };
    if (attempt >= this.#maxAttempts) group.dead += 1;
    else if (delayMs === 0) group.ready.push(next);
    else {
      group.delayed += 1;
      this.#rest.go('delay', async () => {
        const { index } = await select([recv(time.after(delayMs)), recv(this.#over)]);
        if (index === 0) await this.#tell({ type: 'due', copy: next });
      });
    }
  }

  /** Lets publishers in and deliveries out until neither is possible. */
  #move(topic: Topic<T>): void {
    const groups = topic.all();
    for (let hasMoved = true; hasMoved;) {
      hasMoved = false;
      for (const group of groups) hasMoved = this.#handOut(group) || hasMoved;
      if (groups.some((group) => group.queued >= this.#capacity)) continue;
      const request = topic.waiting.take();
      if (request === undefined) continue;
      for (const group of groups) group.ready.push({ request, group, attempt: 1 });
      request.answer.trySend('accepted');
      hasMoved = true;
    }
  }

  #handOut(group: Group<T>): boolean {
    let hasMoved = false;
    for (const member of group.members) {
      while (member.free > 0 && !member.isStopped) {
        const copy = group.ready.take();
        if (copy === undefined) return hasMoved;
        member.free -= 1;
        group.out += 1;
        hasMoved = true;
        this.#rest.go('delivery', () => this.#deliver(copy, member));
      }
    }
    return hasMoved;
  }

  async #deliver(copy: Copy<T>, member: Member<T>): Promise<void> {
    if (member.isStopped) {
      await this.#tell({ type: 'refused', copy });
      return;
    }
    const verdicts = new Chan<Verdict>(1, 'verdict');
    member.deliveries.add(1);
    const timer = time.newTimer(this.#ackTimeoutMs);
    void this.#call(member.handler, messageOf(copy, verdicts), verdicts);
    const first = await select([recv(verdicts), recv(timer.C)]);
    timer.stop();
    // The place for a verdict is taken from now on.
    verdicts.trySend(FAILED);
    const verdict = first.index === 0 && first.value !== undefined ? first.value : FAILED;
    await this.#tell({ type: 'settled', copy, member, verdict });
    member.deliveries.done();
  }

  /** Never fails, so nobody has to wait for it. */
  async #call(handler: Handler<T>, message: Message<T>, verdicts: Chan<Verdict>): Promise<void> {
    try {
      await handler(message);
    } catch {
      verdicts.trySend(FAILED);
    }
  }

  #topic(name: string): Topic<T> {
    const topic = this.#topics.get(name) ?? new Topic<T>();
    this.#topics.set(name, topic);
    return topic;
  }

  #groups(): Group<T>[] {
    return [...this.#topics.values()].flatMap((topic) => topic.all());
  }
}

function messageOf<T>({ request, attempt }: Copy<T>, verdicts: Chan<Verdict>): Message<T> {
  return {
    id: request.id,
    topic: request.topic,
    body: request.body,
    attempt,
    ack: () => void verdicts.trySend({ isDone: true, delayMs: 0 }),
    nack: (delayMs = 0) => {
      if (!(delayMs >= 0)) throw new RangeError('message-queue: delayMs must be 0 or more');
      verdicts.trySend({ isDone: false, delayMs });
    },
  };
}

function natural(value: number): number {
  if (!Number.isInteger(value) || value < 1)
    throw new RangeError(`message-queue: ${value} is not a whole number from 1`);
  return value;
}
