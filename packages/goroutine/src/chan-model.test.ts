import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Chan, type Context, context, go, recv, select, type SelectCase, send, trySelect } from './index.ts';
import { bubble, type Chooser } from './steered/index.ts';

// A sequential model: who waits in which order, and what each operation must give. Operations are started one at
// a time, each as a goroutine of its own, and the program is left to settle; then both must agree.

type Outcome = { readonly got: unknown } | { readonly failed: string };

interface ModelCase {
  readonly chan: number;
  /** The value to send; `undefined` for a receive. */
  readonly value: number | undefined;
}

/** A goroutine of the model that waits in one or several queues. */
interface ModelWaiter {
  readonly id: number;
  readonly cases: readonly ModelCase[];
  readonly plain: boolean;
}

class Model {
  readonly buffers: number[][];
  readonly closed: boolean[];
  readonly queue: ModelWaiter[] = [];
  readonly outcomes = new Map<number, Outcome>();
  readonly #caps: readonly number[];

  constructor(caps: readonly number[]) {
    this.#caps = caps;
    this.buffers = caps.map(() => []);
    this.closed = caps.map(() => false);
  }

  ready(one: ModelCase): boolean {
    const other = this.#partner(one);
    if (this.closed[one.chan]) return true;
    if (one.value === undefined) return (this.buffers[one.chan]?.length ?? 0) > 0 || other !== undefined;
    return (this.buffers[one.chan]?.length ?? 0) < (this.#caps[one.chan] ?? 0) || other !== undefined;
  }

  /** Lets a ready case happen. */
  happen(id: number, cases: readonly ModelCase[], index: number, plain: boolean): void {
    const one = cases[index] as ModelCase;
    const buffer = this.buffers[one.chan] as number[];
    const partner = this.#partner(one);
    if (one.value !== undefined) {
      if (this.closed[one.chan]) this.outcomes.set(id, { failed: 'chan: send on closed channel' });
      else {
        if (partner === undefined) buffer.push(one.value);
        else this.#finish(partner, one.chan, { value: one.value, ok: true });
        this.outcomes.set(id, { got: plain ? undefined : { index, value: undefined, ok: true } });
      }
      return;
    }
    let result: { value: number | undefined; ok: boolean };
    const sent = partner?.cases.find((other) => other.chan === one.chan && other.value !== undefined)?.value;
    if (buffer.length > 0) {
      result = { value: buffer.shift(), ok: true };
      if (sent !== undefined) buffer.push(sent);
    } else if (sent === undefined) result = { value: undefined, ok: false };
    else result = { value: sent, ok: true };
    if (partner !== undefined && sent !== undefined)
      this.#finish(partner, one.chan, { value: undefined, ok: true });
    this.outcomes.set(id, { got: plain ? result : { index, ...result } });
  }

  close(chan: number): boolean {
    if (this.closed[chan]) return false;
    this.closed[chan] = true;
    for (const receives of [true, false]) {
      for (const waiter of this.queue.slice()) {
        const index = waiter.cases.findIndex(
          (one) => one.chan === chan && (one.value === undefined) === receives,
        );
        if (index < 0 || !this.queue.includes(waiter)) continue;
        this.queue.splice(this.queue.indexOf(waiter), 1);
        const over = { value: undefined, ok: false };
        if (!receives) this.outcomes.set(waiter.id, { failed: 'chan: send on closed channel' });
        else this.outcomes.set(waiter.id, { got: waiter.plain ? over : { index, ...over } });
      }
    }
    return true;
  }

  cancel(id: number): void {
    const at = this.queue.findIndex((waiter) => waiter.id === id);
    if (at < 0) return;
    this.queue.splice(at, 1);
    this.outcomes.set(id, { failed: 'context canceled' });
  }

  #partner(one: ModelCase): ModelWaiter | undefined {
    const wantsSender = one.value === undefined;
    return this.queue.find((waiter) =>
      waiter.cases.some((other) => other.chan === one.chan && (other.value !== undefined) === wantsSender),
    );
  }

  #finish(waiter: ModelWaiter, chan: number, result: { value: number | undefined; ok: boolean }): void {
    this.queue.splice(this.queue.indexOf(waiter), 1);
    const sends = result.value === undefined;
    const index = waiter.cases.findIndex((one) => one.chan === chan && (one.value !== undefined) === sends);
    if (!waiter.plain) this.outcomes.set(waiter.id, { got: { index, ...result } });
    else this.outcomes.set(waiter.id, { got: sends ? undefined : result });
  }
}

const chanCount = 3;
const anyChan = fc.nat(chanCount - 1);
const anyOp = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('send' as const), chan: anyChan }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('recv' as const), chan: anyChan }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('trySend' as const), chan: anyChan }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tryRecv' as const), chan: anyChan }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('next' as const), chan: anyChan }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), chan: anyChan }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(20) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('select' as const, 'trySelect' as const),
      // At most one case of each direction on each channel: which of two equal ones is met is left to chance.
      cases: fc.uniqueArray(fc.record({ chan: anyChan, sends: fc.boolean() }), {
        minLength: 1,
        maxLength: 4,
        selector: (one) => `${one.chan} ${one.sends}`,
      }),
      pick: fc.nat(11),
    }),
  },
);
type AnyOp = typeof anyOp extends fc.Arbitrary<infer Op> ? Op : never;

test('channels and select do what a sequential model does', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(3), { minLength: chanCount, maxLength: chanCount }),
      fc.array(anyOp, { maxLength: 40 }),
      async (caps, ops) => {
        let picked = 0;
        const chooser: Chooser = { next: () => 0, pick: (n) => picked % n };
        await bubble(() => new Comparison(caps, (pick) => (picked = pick)).run(ops), {
          chooser,
          drain: microtasks,
        });
      },
    ),
    { numRuns: 400 },
  );
});

/** Enough for every chain of promises in this file; the runtime's own default would take most of the time. */
async function microtasks(): Promise<void> {
  for (let i = 0; i < 25; i++) await Promise.resolve();
}

class Comparison {
  readonly #model: Model;
  readonly #chans: Chan<number>[];
  readonly #real = new Map<number, Outcome>();
  readonly #cancels: (() => void)[] = [];
  readonly #steer: (pick: number) => void;
  readonly #root: Context;
  readonly #end: () => void;
  #ids = 0;

  constructor(caps: readonly number[], steer: (pick: number) => void) {
    this.#model = new Model(caps);
    this.#chans = caps.map((cap) => new Chan<number>(cap));
    this.#steer = steer;
    const [root, end] = context.withCancel(context.background());
    this.#root = root;
    this.#end = end;
  }

  async run(ops: readonly AnyOp[]): Promise<void> {
    for (const op of ops) {
      this.#apply(op);
      await this.#settle();
      this.#compare();
    }
    for (const [i, chan] of this.#chans.entries()) if (this.#model.close(i)) chan.close();
    await this.#settle();
    this.#compare();
    this.#end();
  }

  async #settle(): Promise<void> {
    for (let i = 0; i < 4; i++) await select([], () => undefined);
  }

  #apply(op: AnyOp): void {
    const id = this.#ids++;
    const model = this.#model;
    if (op.kind === 'cancel') {
      // A waiting operation of before, if it still waits.
      const cancel = this.#cancels[op.which];
      if (cancel === undefined) return;
      model.cancel(op.which);
      cancel();
      return;
    }
    if ('cases' in op) {
      this.#select(
        id,
        op.cases.map(({ chan, sends }, i) => ({ chan, value: sends ? id * 10 + i : undefined })),
        op,
      );
      return;
    }
    const chan = this.#chans[op.chan] as Chan<number>;
    if (op.kind === 'close') {
      if (model.close(op.chan)) chan.close();
      else expect(() => chan.close()).toThrow('chan: close of closed channel');
      return;
    }
    const sends = op.kind === 'send' || op.kind === 'trySend';
    const one: ModelCase = { chan: op.chan, value: sends ? id * 10 : undefined };
    const ready = model.ready(one);
    if (ready) model.happen(id, [one], 0, true);
    if (op.kind === 'trySend') {
      if (!ready) model.outcomes.set(id, { got: false });
      else if ('got' in (model.outcomes.get(id) as Outcome)) model.outcomes.set(id, { got: true });
      this.#now(id, () => chan.trySend(id * 10));
      return;
    }
    if (op.kind === 'tryRecv') {
      if (!ready) model.outcomes.set(id, { got: undefined });
      this.#now(id, () => chan.tryRecv());
      return;
    }
    if (!ready) model.queue.push({ id, cases: [one], plain: true });
    const [ctx, cancel] = context.withCancel(this.#root);
    if (op.kind === 'next') {
      // An iterator's step has no context; it is compared in the form of a receive.
      this.#later(id, async () => {
        const { value, done } = await chan[Symbol.asyncIterator]().next();
        return { value, ok: done !== true };
      });
      return;
    }
    this.#cancels[id] = cancel;
    this.#later(id, () => (sends ? chan.send(id * 10, ctx) : chan.recv(ctx)));
  }

  #select(id: number, cases: readonly ModelCase[], op: { kind: 'select' | 'trySelect'; pick: number }): void {
    const model = this.#model;
    const ready = cases.flatMap((one, index) => (model.ready(one) ? [index] : []));
    this.#steer(op.pick);
    const chosen = ready[op.pick % (ready.length || 1)];
    if (chosen !== undefined) model.happen(id, cases, chosen, false);
    else if (op.kind === 'select') model.queue.push({ id, cases, plain: false });
    else model.outcomes.set(id, { got: undefined });
    const real = cases.map(({ chan, value }): SelectCase => {
      const on = this.#chans[chan] as Chan<number>;
      return value === undefined ? recv(on) : send(on, value);
    });
    if (op.kind === 'trySelect') this.#now(id, () => trySelect(real as Parameters<typeof trySelect>[0]));
    else this.#later(id, () => select(real));
  }

  #now(id: number, body: () => unknown): void {
    try {
      this.#real.set(id, { got: body() });
    } catch (error) {
      this.#real.set(id, { failed: (error as Error).message });
    }
  }

  #later(id: number, body: () => Promise<unknown>): void {
    // The operation takes effect within the call; only its end comes later.
    const running = body();
    running.catch(() => undefined);
    go(async () => {
      try {
        this.#real.set(id, { got: await running });
      } catch (error) {
        this.#real.set(id, { failed: (error as Error).message });
      }
    });
  }

  #compare(): void {
    expect(this.#real).toEqual(this.#model.outcomes);
    expect(this.#chans.map((chan) => chan.len)).toEqual(this.#model.buffers.map((buffer) => buffer.length));
  }
}
