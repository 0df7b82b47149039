// stage: drain
// test: close resolves when everything queued is delivered and settled, and again for whoever calls it again
// says: the second close(), and how many were settled when it resolved
// Closing twice is harmless, and the second call does not wait.

import { Chan, go, recv, select, time, WaitGroup, type Context } from '@katas/goroutine';

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
type Limits = Required<MessageQueueOptions>;

export class MessageQueue<T> {
  readonly #limits: Limits;
  readonly #topics = new Map<string, Topic<T>>();
  readonly #closing = new Chan<never>(0, 'closing');
  readonly #drained = new Chan<never>(0, 'drained');
  #isClosed = false;
  #undelivered = 0;
  #lastId = 0;

  constructor({ capacity, maxAttempts = 5, ackTimeoutMs = 30_000 }: MessageQueueOptions) {
    mustBeWhole(capacity, 'capacity');
    mustBeWhole(maxAttempts, 'maxAttempts');
    if (!(ackTimeoutMs > 0)) throw new RangeError('message-queue: ackTimeoutMs must be above 0');
    this.#limits = { capacity, maxAttempts, ackTimeoutMs };
  }

  async publish(topic: string, body: T, ctx?: Context): Promise<void> {
    if (this.#isClosed) throw new QueueClosedError();
    if (ctx?.err() !== undefined) throw ctx.err();
    const to = this.#topic(topic);
    const parcel = new Parcel({ id: ++this.#lastId, topic, body });
    to.line.push(parcel);
    to.admit();
    if (!parcel.isIn) await select([recv(parcel.admitted), recv(this.#closing), recv(ctx?.done())]);
    // Not what woke us decides, but what is true: between the two, room may have been found for it.
    if (parcel.isIn) return;
    to.line.remove(parcel);
    throw this.#isClosed ? new QueueClosedError() : ctx?.err();
  }

  subscribe(topic: string, group: string, handler: Handler<T>, options: SubscribeOptions = {}): Consumer {
    const { prefetch = 1 } = options;
    mustBeWhole(prefetch, 'prefetch');
    if (this.#isClosed) throw new QueueClosedError();
    const to = this.#topic(topic).group(group);
    const member = new Member(to, handler, prefetch);
    to.members.add(member);
    to.serve();
    return member;
  }

  async close(): Promise<{ undelivered: number }> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      for (const topic of this.#topics.values()) topic.isOpen = false;
      this.#closing.close();
      this.#settleDown();
    } else return { undelivered: 0 };
    await this.#drained.recv();
    return { undelivered: this.#undelivered };
  }

  stats(topic: string): { queued: number; inFlight: number; dead: number } {
    const sum = { queued: 0, inFlight: 0, dead: 0 };
    for (const group of this.#topics.get(topic)?.all() ?? []) {
      sum.queued += group.queued;
      sum.inFlight += group.inFlight;
      sum.dead += group.dead;
    }
    return sum;
  }

  #topic(name: string): Topic<T> {
    let topic = this.#topics.get(name);
    if (topic === undefined) {
      topic = new Topic(this.#limits, () => this.#settleDown());
      this.#topics.set(name, topic);
    }
    return topic;
  }

  #settleDown(): void {
    if (!this.#isClosed) return;
    const groups = [...this.#topics.values()].flatMap((topic) => topic.all());
    if (!groups.every((group) => group.isDrained)) return;
    for (const group of groups) {
      this.#undelivered += group.queued;
      group.abandon();
    }
    // Nothing changes from here on: this runs once.
    this.#drained.close();
  }
}

/** A message, from the call of `publish` on. */
class Parcel<T> {
  readonly admitted = new Chan<never>(0, 'a place in the topic');
  readonly is: { readonly id: number; readonly topic: string; readonly body: T };
  isIn = false;

  constructor(is: { readonly id: number; readonly topic: string; readonly body: T }) {
    this.is = is;
  }
}

class Topic<T> {
  readonly line = new Line<Parcel<T>>();
  isOpen = true;
  readonly #limits: Limits;
  readonly #changed: () => void;
  readonly #groups = new Map<string, Group<T>>();
  /** Keeps what comes before there is a group, and becomes the first one. */
  #first: Group<T> | undefined;

  constructor(limits: Limits, changed: () => void) {
    this.#limits = limits;
    this.#changed = changed;
    this.#first = new Group(this, limits);
  }

  all(): Group<T>[] {
    return this.#first === undefined ? [...this.#groups.values()] : [this.#first];
  }

  group(name: string): Group<T> {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = this.#first ?? new Group(this, this.#limits);
      this.#first = undefined;
      this.#groups.set(name, group);
    }
    return group;
  }

  /** Lets in those who wait, as far as there is room in all groups. */
  admit(): void {
    const groups = this.all();
    while (this.isOpen && groups.every((group) => group.queued < this.#limits.capacity)) {
      const parcel = this.line.shiftOff();
      if (parcel === undefined) break;
      parcel.isIn = true;
      parcel.admitted.close();
      for (const group of groups) group.add(parcel);
    }
  }

  changed(): void {
    this.admit();
    this.#changed();
  }
}

/** A message in one group. */
interface Copy<T> {
  readonly parcel: Parcel<T>;
  attempts: number;
}

class Group<T> {
  readonly limits: Limits;
  readonly members = new Set<Member<T>>();
  inFlight = 0;
  dead = 0;
  readonly #topic: Topic<T>;
  readonly #ready = new Line<Copy<T>>();
  readonly #delays = new Set<{ stop(): boolean }>();
  /** On their way to a handler that has not been called. */
  #leaving = 0;

  constructor(topic: Topic<T>, limits: Limits) {
    this.#topic = topic;
    this.limits = limits;
  }

  get queued(): number {
    return this.#ready.length + this.#delays.size;
  }

  get isDrained(): boolean {
    return this.inFlight + this.#leaving === 0 && (this.members.size === 0 || this.queued === 0);
  }

  add(parcel: Parcel<T>): void {
    this.#ready.push({ parcel, attempts: 0 });
    this.#handOut();
  }

  /** Looks again, whatever has changed. */
  serve(): void {
    this.#handOut();
    this.#topic.changed();
  }

  #handOut(): void {
    for (const member of this.members) {
      while (member.free > 0) {
        const copy = this.#ready.shiftOff();
        if (copy === undefined) return;
        member.free -= 1;
        this.#leaving += 1;
        go('handler', () => this.#deliver(copy, member));
      }
    }
  }

  async #deliver(copy: Copy<T>, member: Member<T>): Promise<void> {
    this.#leaving -= 1;
    if (!this.members.has(member)) {
      // It has been stopped on the way, and has not seen the message.
      this.#ready.unshiftOn(copy);
      this.serve();
      return;
    }
    copy.attempts += 1;
    this.inFlight += 1;
    const delivery = new Delivery(copy, (delayMs) => {
      member.settled();
      this.inFlight -= 1;
      if (delayMs !== undefined) this.#again(copy, delayMs);
      this.serve();
    });
    member.unsettled.add(1);
    delivery.expireAfter(this.limits.ackTimeoutMs);
    try {
      await member.handler(delivery.message);
    } catch {
      delivery.settle(0);
    }
  }

  #again(copy: Copy<T>, delayMs: number): void {
    if (copy.attempts >= this.limits.maxAttempts) {
      this.dead += 1;
    } else if (delayMs === 0) {
      this.#ready.push(copy);
    } else {
      const delay = time.afterFunc(delayMs, () => {
        if (!this.#delays.delete(delay)) return;
        this.#ready.push(copy);
        this.serve();
      });
      this.#delays.add(delay);
    }
  }

  /** The queue is closed: nobody will come for what is left. */
  abandon(): void {
    for (const delay of this.#delays) delay.stop();
    this.members.clear();
  }
}

class Delivery<T> {
  readonly message: Message<T>;
  readonly #onSettled: (delayMs: number | undefined) => void;
  #isSettled = false;
  #timeout: { stop(): boolean } | undefined = undefined;

  constructor({ parcel, attempts }: Copy<T>, onSettled: (delayMs: number | undefined) => void) {
    this.#onSettled = onSettled;
    this.message = {
      ...parcel.is,
      attempt: attempts,
      ack: () => this.settle(undefined),
      nack: (delayMs = 0) => {
        if (!(delayMs >= 0)) throw new RangeError('message-queue: delayMs must not be negative');
        this.settle(delayMs);
      },
    };
  }

  expireAfter(ms: number): void {
    if (ms !== Infinity) this.#timeout = time.afterFunc(ms, () => this.settle(0));
  }

  /** @param delayMs - until it is delivered again; undefined: it is done */
  settle(delayMs: number | undefined): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#timeout?.stop();
    this.#onSettled(delayMs);
  }
}

class Member<T> implements Consumer {
  readonly handler: Handler<T>;
  readonly unsettled = new WaitGroup();
  free: number;
  readonly #group: Group<T>;

  constructor(group: Group<T>, handler: Handler<T>, prefetch: number) {
    this.#group = group;
    this.handler = handler;
    this.free = prefetch;
  }

  settled(): void {
    this.free += 1;
    this.unsettled.done();
  }

  stop(): Promise<void> {
    if (this.#group.members.delete(this)) this.#group.serve();
    return this.unsettled.wait();
  }
}

/** First come, first served; anybody may leave it. */
class Line<V extends object> {
  readonly #places = new Map<number, V>();
  #head = 0;
  #tail = 0;

  get length(): number {
    return this.#places.size;
  }

  push(value: V): void {
    this.#places.set(this.#tail++, value);
  }

  unshiftOn(value: V): void {
    this.#places.set(--this.#head, value);
  }

  shiftOff(): V | undefined {
    while (this.#head < this.#tail) {
      const value = this.#places.get(this.#head);
      this.#places.delete(this.#head++);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  remove(value: V): void {
    for (const [place, one] of this.#places) if (one === value) this.#places.delete(place);
  }
}

function mustBeWhole(value: number, name: string): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`message-queue: ${name} must be a whole number from 1`);
}
