/**
 * `node bench/goroutines.ts [--json]`: schedules per second on a bounded queue with two producers and one consumer,
 * beside fast-check's scheduler on the same program; and the time to find each mistake of the zoo.
 */
import { cpus } from 'node:os';
import { Mutex, go, gosched, time } from '@katas/goroutine';
import { asyncProperty, check, scheduler as anyScheduler } from 'fast-check';
import { BoundedSearch } from '../src/core/bounded.ts';
import { drive } from '../src/core/drive.ts';
import type { Strategy } from '../src/core/strategy.ts';
import { RandomWalk } from '../src/core/walk.ts';
import { tasks } from '../src/index.ts';
import { programOf } from '../src/tasks/tasks.ts';
import { zoo } from '../zoo/tasks/index.ts';

interface Row {
  readonly case: string;
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  readonly n: number;
  readonly unit: string;
}

/** How a program of the benchmark waits: in our words, and in fast-check's. */
interface Words {
  point(): Promise<unknown>;
  nap(): Promise<unknown>;
  lock(): { lock(): Promise<unknown>; unlock(): void };
}

const CAPACITY = 2;
const ITEMS = 2;
const ROUNDS = 25;
const SCHEDULES = 2000;
const SEEDS = 40;

/** A class and functions of their own for each side: neither pays for what the other has taught the compiler. */
function programIn(words: () => Words): { begin: () => Begun } {
  class BoundedQueue {
    readonly items: string[] = [];
    readonly #words: Words;
    readonly #writing: ReturnType<Words['lock']>;

    constructor(own: Words) {
      this.#words = own;
      this.#writing = own.lock();
    }

    async put(value: string): Promise<void> {
      await this.#writing.lock();
      try {
        while (this.items.length >= CAPACITY) await this.#words.nap();
        await this.#words.point();
        this.items.push(value);
        if (this.items.length > CAPACITY) throw new Error('over capacity');
      } finally {
        this.#writing.unlock();
      }
    }

    async take(): Promise<string> {
      while (this.items.length === 0) await this.#words.nap();
      return this.items.shift() as string;
    }
  }

  return {
    begin: () => {
      const own = words();
      const queue = new BoundedQueue(own);
      const taken: string[] = [];
      const produce = async (name: string): Promise<void> => {
        for (let i = 0; i < ITEMS; i += 1) {
          await queue.put(`${name}.${i}`);
          await own.point();
        }
      };
      const consume = async (): Promise<void> => {
        while (taken.length < 2 * ITEMS) taken.push(await queue.take());
      };
      return { produce, consume, isRight: () => new Set(taken).size === 2 * ITEMS };
    },
  };
}

interface Begun {
  readonly produce: (name: string) => Promise<void>;
  readonly consume: () => Promise<void>;
  readonly isRight: () => boolean;
}

const ours = programIn(() => ({ point: () => gosched(), nap: () => time.sleep(1), lock: () => new Mutex() }));

function scenario(): () => boolean {
  const { produce, consume, isRight } = ours.begin();
  for (const name of ['P0', 'P1']) go(name, () => produce(name));
  go('C0', consume);
  return isRight;
}

async function perSecond(strategy: Strategy): Promise<number> {
  const program = await programOf({ run: scenario }, {});
  const found = await drive(program, strategy, { maxSchedules: SCHEDULES, maxMs: Infinity });
  if (found.failure !== undefined) throw new Error(found.failure.message);
  return (found.schedules / found.ms) * 1000;
}

class PeerMutex {
  readonly #waiting: (() => void)[] = [];
  readonly #point: () => Promise<unknown>;
  #isHeld = false;

  constructor(point: () => Promise<unknown>) {
    this.#point = point;
  }

  async lock(): Promise<void> {
    await this.#point();
    while (this.#isHeld) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isHeld = true;
  }

  unlock(): void {
    this.#isHeld = false;
    this.#waiting.shift()?.();
  }
}

async function peerPerSecond(seed: number): Promise<number> {
  const runs = SCHEDULES / 8;
  let point = (): Promise<unknown> => Promise.resolve();
  const theirs = programIn(() => ({ point, nap: point, lock: () => new PeerMutex(point) }));
  const property = asyncProperty(anyScheduler(), async (scheduler) => {
    point = () => scheduler.schedule(Promise.resolve());
    const { produce, consume, isRight } = theirs.begin();
    const all = ['P0', 'P1'].map((name) => point().then(() => produce(name)));
    all.push(point().then(consume));
    await scheduler.waitFor(Promise.all(all));
    return isRight();
  });
  const started = performance.now();
  const details = await check(property, { numRuns: runs, seed });
  if (details.failed) throw new Error('the peer finds a failure in a correct program');
  return (details.numRuns / (performance.now() - started)) * 1000;
}

function row(values: readonly number[], unit: string): Omit<Row, 'case' | 'name'> {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const isRate = unit.endsWith('/s');
  return { p50: at(0.5), p95: isRate ? at(0.05) : at(0.95), n: sorted.length, unit };
}

async function measure(): Promise<Row[]> {
  const name = 'goroutines schedules/s';
  const samples = { random: [] as number[], bounded: [] as number[], peer: [] as number[] };
  // Interleaved, so that a noisy moment hits all alike; the first round warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const found = [
      await perSecond(new RandomWalk(round)),
      await perSecond(new BoundedSearch(2)),
      await peerPerSecond(round),
    ] as const;
    if (round === 0) continue;
    samples.random.push(found[0]);
    samples.bounded.push(found[1]);
    samples.peer.push(found[2]);
  }
  const rows: Row[] = [
    { case: name, name: 'ours', ...row(samples.random, '1/s') },
    { case: `${name}, every schedule within a bound`, name: 'ours', ...row(samples.bounded, '1/s') },
    { case: name, name: 'fast-check', ...row(samples.peer, '1/s') },
  ];
  const all: number[] = [];
  for (const { name: mistake, buggy } of zoo) {
    const times: number[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const report = await tasks({ run: buggy, seed, budget: { ms: 5000, minimiseMs: 0 } });
      if (report.outcome !== 'fail') throw new Error(`${mistake} is not found with seed ${seed}`);
      times.push(report.explored.ms);
    }
    all.push(...times);
    rows.push({ case: `time to bug: ${mistake}`, name: 'ours', ...row(times, 'ms') });
  }
  rows.push({ case: 'time to bug ms', name: 'ours', ...row(all, 'ms') });
  return rows;
}

const rows = await measure();
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
const date = new Date().toISOString().slice(0, 10);
if (process.argv.includes('--json')) console.log(JSON.stringify({ machine, date, rows }, undefined, 2));
else {
  console.log(`${machine}, ${date}`);
  for (const { case: what, name, p50, p95, n, unit } of rows)
    console.log(
      `${what.padEnd(60)} ${name.padEnd(10)} p50 ${p50.toFixed(1)} p95 ${p95.toFixed(1)} ${unit} (n ${n})`,
    );
}
