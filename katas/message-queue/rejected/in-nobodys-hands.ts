// stage: drain
// test: many messages pass, with real time and no steering
// says: deliveries
// A generator has taken the message and its consumer does not have it yet: for a moment nothing is queued, nothing in
// flight, and close() believes it.

import { Chan, context, go, recv, select, time, type Context } from '@katas/goroutine';

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

interface Item<T> {
  id: number;
  topic: string;
  body: T;
  tries: number;
  readyAt: number;
}

const check = (ok: boolean, what: string) => {
  if (!ok) throw new RangeError(what);
};
const whole = (n: number) => Number.isInteger(n) && n > 0;

// condition variable over a channel
const condition = () => {
  let ch = new Chan<void>();
  return {
    wait: (...others: any[]) => select([recv(ch), ...others.map((o) => recv(o))]),
    broadcast: () => {
      ch.close();
      ch = new Chan<void>();
    },
  };
};

const newGroup = <T>() => {
  const items: Item<T>[] = [];
  return { items, inFlight: 0, dead: 0, consumers: 0, changed: condition() };
};
type Group<T> = ReturnType<typeof newGroup<T>>;

const broker = <T>(options: MessageQueueOptions) => {
  const { capacity, maxAttempts = 5, ackTimeoutMs = 30000 } = options;
  check(whole(capacity), 'capacity');
  check(whole(maxAttempts), 'maxAttempts');
  check(ackTimeoutMs > 0, 'ackTimeoutMs');
  const topics = new Map<
    string,
    { groups: Map<string, Group<T>>; keep: Group<T>; line: object[]; moved: ReturnType<typeof condition> }
  >();
  const [life, endLife] = context.withCancel(context.background());
  let ids = 0;
  let closing: Promise<{ undelivered: number }> | null = null;
  const progress = condition();

  const topicOf = (name: string) => {
    if (!topics.has(name))
      topics.set(name, { groups: new Map(), keep: newGroup<T>(), line: [], moved: condition() });
    return topics.get(name)!;
  };
  type Topic = ReturnType<typeof topicOf>;
  const groupsOf = (t: Topic) => (t.groups.size === 0 ? [t.keep] : [...t.groups.values()]);
  const touch = (t: Topic) => {
    for (const g of groupsOf(t)) g.changed.broadcast();
    t.moved.broadcast();
    progress.broadcast();
  };

  const publish = async (name: string, body: T, ctx?: Context): Promise<void> => {
    const t = topicOf(name);
    const me = {};
    t.line.push(me);
    try {
      while (true) {
        if (closing) throw new QueueClosedError();
        if (ctx?.err()) throw ctx.err();
        if (t.line[0] === me && groupsOf(t).every((g) => g.items.length < capacity)) break;
        await t.moved.wait(ctx?.done());
      }
      const id = ++ids;
      for (const g of groupsOf(t)) g.items.push({ id, topic: name, body, tries: 0, readyAt: 0 });
    } finally {
      t.line.splice(t.line.indexOf(me), 1);
      touch(t);
    }
  };

  const pick = (g: Group<T>): Item<T> | undefined => {
    const now = time.now();
    const at = g.items.findIndex((i) => i.readyAt <= now);
    return at < 0 ? undefined : g.items.splice(at, 1)[0];
  };

  async function* feed(g: Group<T>, stopped: Context): AsyncGenerator<Item<T>> {
    while (!stopped.err()) {
      const item = pick(g);
      if (item) {
        yield item;
        continue;
      }
      const next = Math.min(...g.items.map((i) => i.readyAt));
      await g.changed.wait(stopped.done(), next === Infinity ? undefined : time.after(next - time.now()));
    }
  }

  const subscribe = (
    name: string,
    groupName: string,
    handler: Handler<T>,
    { prefetch = 1 }: SubscribeOptions = {},
  ): Consumer => {
    check(whole(prefetch), 'prefetch');
    if (closing) throw new QueueClosedError();
    const t = topicOf(name);
    let g = t.groups.get(groupName);
    if (!g) {
      g = t.groups.size === 0 ? t.keep : newGroup<T>();
      t.groups.set(groupName, g);
    }
    const group = g;
    group.consumers++;
    const [stopped, stop] = context.withCancel(life);
    let mine = 0;
    const idle = condition();
    const one = async () => {
      for await (const item of feed(group, stopped)) {
        if (stopped.err()) {
          group.items.splice(0, 0, item);
          touch(t);
          return;
        }
        mine++;
        group.inFlight++;
        item.tries++;
        const result = new Chan<number>(1);
        const message: Message<T> = {
          id: item.id,
          topic: name,
          body: item.body,
          attempt: item.tries,
          ack: () => {
            result.trySend(-1);
          },
          nack: (d = 0) => {
            check(d >= 0, 'delayMs');
            result.trySend(d);
          },
        };
        t.moved.broadcast();
        const timer = time.newTimer(ackTimeoutMs);
        (async () => {
          try {
            await handler(message);
          } catch {
            result.trySend(0);
          }
        })();
        const got = await select([recv(result), recv(timer.C)]);
        timer.stop();
        result.trySend(0);
        const d = got.index === 0 ? got.value! : 0;
        if (d >= 0) {
          if (item.tries === maxAttempts) group.dead++;
          else group.items.push({ ...item, readyAt: time.now() + d });
        }
        group.inFlight--;
        mine--;
        idle.broadcast();
        touch(t);
      }
    };
    for (let i = 0; i < prefetch; i++) go('worker' + i, one);
    let left = false;
    return {
      stop: async () => {
        stop();
        if (!left) {
          left = true;
          if (!life.err()) group.consumers--;
          touch(t);
        }
        while (mine > 0) await idle.wait();
      },
    };
  };

  const drain = async () => {
    for (const t of topics.values()) t.moved.broadcast();
    const all = () => [...topics.values()].flatMap(groupsOf);
    while (all().some((g) => g.inFlight > 0 || (g.consumers > 0 && g.items.length > 0)))
      await progress.wait();
    endLife();
    return { undelivered: all().reduce((n, g) => n + g.items.length, 0) };
  };

  return {
    publish,
    subscribe,
    close: () => (closing ??= Promise.resolve().then(drain)),
    stats: (name: string) => {
      const gs = topics.has(name) ? groupsOf(topicOf(name)) : [];
      return {
        queued: gs.reduce((n, g) => n + g.items.length, 0),
        inFlight: gs.reduce((n, g) => n + g.inFlight, 0),
        dead: gs.reduce((n, g) => n + g.dead, 0),
      };
    },
  };
};

export class MessageQueue<T> {
  #b: ReturnType<typeof broker<T>>;
  constructor(options: MessageQueueOptions) {
    this.#b = broker<T>(options);
  }
  publish(topic: string, body: T, ctx?: Context) {
    return this.#b.publish(topic, body, ctx);
  }
  subscribe(topic: string, group: string, handler: Handler<T>, options?: SubscribeOptions) {
    return this.#b.subscribe(topic, group, handler, options);
  }
  close() {
    return this.#b.close();
  }
  stats(topic: string) {
    return this.#b.stats(topic);
  }
}
