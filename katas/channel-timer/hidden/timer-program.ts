import { go } from '@katas/goroutine';
import type { Ticker, Timer, Timers } from '#solution';
import { seed } from '@katas/kata/suite';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { fresh, withProgram } from './expectation.ts';
import type { ClockOptions, FakeClock } from './fake-clock.ts';
import { type Call, type Kind, type Span, TimerModel } from './timer-model.ts';

// Programs over Timers, run against a model beside them.

interface Create {
  readonly type: 'create';
  readonly kind: Kind;
  readonly ms: number;
}

interface Reset {
  readonly type: 'reset';
  readonly which: number;
  readonly ms: number;
}

type Use =
  | { readonly type: 'stop'; readonly which: number }
  | { readonly type: 'receive'; readonly which: number }
  | { readonly type: 'wait'; readonly which: number }
  | Reset;
type Step =
  | Create
  | Use
  | { readonly type: 'pass'; readonly ms: number }
  | { readonly type: 'leap'; readonly ms: number };

interface Program {
  readonly clock: ClockOptions;
  readonly steps: readonly Step[];
}

/** What a stage has got so far. */
export interface Vocabulary {
  readonly kinds: readonly Kind[];
  /** Whether there is `stop` and `reset`. */
  readonly changes: boolean;
}

const which = fc.nat({ max: 5 });
const delay = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -3) },
  { weight: 2, arbitrary: fc.integer({ min: 13, max: 5000 }) },
);
const interval = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 400 }));
const time = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 10 }) },
  { weight: 1, arbitrary: fc.integer({ min: 11, max: 600 }) },
);

function programs({ kinds, changes }: Vocabulary): fc.Arbitrary<Program> {
  const creating = fc.constantFrom(...kinds).chain((kind) =>
    fc.record({
      type: fc.constant('create' as const),
      kind: fc.constant(kind),
      ms: kind === 'newTicker' ? interval : delay,
    }),
  );
  const change: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ type: fc.constant('stop' as const), which }),
    // Every duration that a timer takes, or a ticker.
    fc.record({ type: fc.constant('reset' as const), which, ms: delay }),
  );
  const use: fc.Arbitrary<Use> = fc
    .tuple(fc.constantFrom('receive' as const, 'wait' as const), which)
    .map(([type, index]) => ({ type, which: index }));
  const passing: fc.Arbitrary<Step> = fc
    .tuple(fc.constantFrom('pass' as const, 'leap' as const), time)
    .map(([type, ms]) => ({ type, ms }));
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: creating },
    { weight: changes ? 4 : 0, arbitrary: change },
    { weight: 4, arbitrary: use },
    { weight: 5, arbitrary: passing },
  );
  return fc.record({
    clock: fc.record({
      startMs: fc.constantFrom(0, 0, -1000, 1_700_000_000_123),
      farthestMs: fc.constantFrom(Infinity, Infinity, 7, 250),
    }),
    steps: fc.limitShrink(fc.array(step, { minLength: 3, maxLength: 24, size: 'max' }), 500),
  });
}

/** Runs programs drawn with the run's seed; fails with the smallest one found that does not do as the model. */
export async function anyProgramOf(vocabulary: Vocabulary, runs: number): Promise<void> {
  const property = fc.asyncProperty(programs(vocabulary), async (program) => new Run(program).run());
  const details = await fc.check(property, { seed, numRuns: runs });
  if (!details.failed) return;
  const program = details.counterexample?.[0];
  await withProgram(program === undefined ? '' : shown(program), () => {
    throw details.errorInstance;
  });
}

/** The program as the learner would write it. */
function shown({ clock: { startMs = 0, farthestMs = Infinity }, steps }: Program): string {
  const rings = farthestMs === Infinity ? '' : `, and rings at most ${farthestMs} ms ahead`;
  const lines = [`const timers = new Timers(clock); // the clock says ${startMs}${rings}`];
  const kinds: Kind[] = [];
  for (const step of steps) {
    if (step.type === 'create') {
      lines.push(`const ${nameOf(step.kind, kinds.length)} = timers.${creation(step, kinds.length)};`);
      kinds.push(step.kind);
    } else if (step.type === 'pass') lines.push(`// ${step.ms} ms pass`);
    else if (step.type === 'leap') lines.push(`// ${step.ms} ms pass at once; then the clock rings, late`);
    else {
      const kind = kinds[step.which];
      if (kind !== undefined && isPossible(step, kind))
        lines.push(`${callOf(step, nameOf(kind, step.which))};`);
    }
  }
  return lines.join('\n');
}

function creation({ kind, ms }: Create, index: number): string {
  return kind === 'afterFunc' ? `afterFunc(${ms}, f${index})` : `${kind}(${ms})`;
}

function nameOf(kind: Kind, index: number): string {
  return `${{ newTimer: 'timer', newTicker: 'ticker', afterFunc: 'func' }[kind]}${index}`;
}

function callOf(step: Use, name: string): string {
  if (step.type === 'receive') return `${name}.C.tryRecv()`;
  if (step.type === 'wait') return `go(() => ${name}.C.recv())`;
  return step.type === 'stop' ? `${name}.stop()` : `${name}.reset(${step.ms})`;
}

function isPossible(step: Use, kind: Kind): boolean {
  if (step.type === 'reset') return kind !== 'newTicker' || step.ms > 0;
  return step.type !== 'wait' || kind !== 'afterFunc';
}

class Run {
  readonly #steps: readonly Step[];
  readonly #clock: FakeClock;
  readonly #timers: Timers;
  readonly #model: TimerModel;
  readonly #subjects: { readonly kind: Kind; readonly name: string; readonly it: Timer | Ticker }[] = [];
  readonly #deliveries: { readonly waiter: number; readonly value: unknown }[] = [];
  readonly #calls: string[] = [];
  #waiters = 0;

  constructor({ clock, steps }: Program) {
    const made = fresh(clock);
    this.#clock = made.clock;
    this.#timers = made.timers;
    this.#model = new TimerModel(clock.startMs ?? 0);
    this.#steps = steps;
  }

  async run(): Promise<void> {
    for (const step of this.#steps) {
      const what = await this.#step(step);
      if (what === undefined) continue;
      // What is due at once is due now.
      await this.#clock.advance(0);
      this.#model.pass(0);
      this.#compare(what);
    }
  }

  async #step(step: Step): Promise<string | undefined> {
    switch (step.type) {
      case 'create':
        return this.#create(step);
      case 'pass':
        await this.#clock.advance(step.ms);
        this.#model.pass(step.ms);
        return `${step.ms} ms have passed`;
      case 'leap':
        await this.#clock.oversleep(step.ms);
        this.#model.leap(step.ms);
        return `${step.ms} ms have passed at once`;
      default:
        return this.#use(step);
    }
  }

  #create(step: Create): string {
    const index = this.#subjects.length;
    const name = nameOf(step.kind, index);
    const it =
      step.kind === 'afterFunc'
        ? this.#timers.afterFunc(step.ms, () => void this.#calls.push(name))
        : this.#timers[step.kind](step.ms);
    this.#subjects.push({ kind: step.kind, name, it });
    this.#model.create(step.kind, name, step.ms);
    return creation(step, index);
  }

  #use(step: Use): string | undefined {
    const subject = this.#subjects[step.which];
    if (subject === undefined || !isPossible(step, subject.kind)) return undefined;
    const { it, kind, name } = subject;
    const what = callOf(step, name);
    const answers = kind !== 'newTicker';
    if (step.type === 'receive') {
      compareTime(it.C.tryRecv(), this.#model.receive(step.which), what);
    } else if (step.type === 'wait') {
      const waiter = this.#waiters++;
      go(`waiter ${waiter}`, async () => {
        const { value } = await it.C.recv();
        this.#deliveries.push({ waiter, value });
      });
      this.#model.wait(step.which, waiter);
    } else {
      const expected =
        step.type === 'stop' ? this.#model.stop(step.which) : this.#model.reset(step.which, step.ms);
      const actual = step.type === 'stop' ? it.stop() : it.reset(step.ms);
      if (answers) expect(actual, what).toBe(expected);
    }
    return what;
  }

  #compare(what: string): void {
    for (const { name, it } of this.#subjects) {
      if (it.C.len !== 0) expect(it.C.len, `${name}.C.len after ${what}`).toBe(0);
    }
    const calls = ordered(this.#model.calls, this.#calls);
    if (calls.join() !== this.#calls.join()) {
      expect(this.#calls, `functions called, in order, after ${what}`).toEqual(calls);
    }
    const received = this.#deliveries.map(({ waiter }) => waiter).toSorted((a, b) => a - b);
    const expected = this.#model.deliveries.map(({ waiter }) => waiter).toSorted((a, b) => a - b);
    if (received.join() !== expected.join()) {
      expect(received, `of those who wait in recv(), who has received (from 0), after ${what}`).toEqual(
        expected,
      );
    }
    for (const { waiter, value } of this.#deliveries) {
      const span = this.#model.deliveries.find((one) => one.waiter === waiter)?.span;
      compareTime({ value, ok: true }, span, `what waiter ${waiter} received`);
    }
    if (!this.#model.isActive) {
      expect(this.#clock.armedAtMs, `the time for which the clock is armed after ${what}`).toBe(undefined);
    }
  }
}

function compareTime(received: unknown, span: Span | undefined, what: string): void {
  if (span === undefined) {
    if (received !== undefined) expect(received, what).toBe(undefined);
    return;
  }
  const [least, most] = span;
  const { value } = (received ?? {}) as { value?: unknown };
  if (typeof value === 'number' && value >= least && value <= most) return;
  if (least === most) expect(received, what).toEqual({ value: least, ok: true });
  expect.fail(`${what}: ${JSON.stringify(value) ?? 'nothing'}, expected a time from ${least} to ${most}`);
}

/** The expected calls; among those that were due at one time, any order is as good as another. */
function ordered(expected: readonly Call[], actual: readonly string[]): string[] {
  const names: string[] = [];
  for (let from = 0; from < expected.length;) {
    const dueMs = expected[from]?.dueMs;
    let to = from;
    while (expected[to]?.dueMs === dueMs && to < expected.length) to++;
    const group = expected.slice(from, to).map(({ name }) => name);
    const seen = actual.slice(from, to);
    const isSame = group.toSorted().join() === seen.toSorted().join();
    names.push(...(isSame ? seen : group));
    from = to;
  }
  return names;
}
