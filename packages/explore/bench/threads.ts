// How fast threads are explored, and how soon the mistakes of the zoo are found.
// Usage: node bench/threads.ts [rounds, default 10]; prints rows as the workspace's benchmarks give them.
import { BoundedSearch } from '../src/core/bounded.ts';
import { drive } from '../src/core/drive.ts';
import type { Program } from '../src/core/program.ts';
import { RandomWalk } from '../src/core/walk.ts';
import { Judge } from '../src/threads/judge.ts';
import { type AnyScenario, PreparedScenario } from '../src/threads/prepared-scenario.ts';
import { RealThreads } from '../src/threads/real/real-threads.ts';
import { Simulator } from '../src/threads/simulator.ts';
import { threads } from '../src/threads/threads.ts';
import { zoo, type ZooEntry } from '../zoo/threads/zoo.ts';

interface Row {
  readonly case: string;
  readonly name: 'ours';
  readonly p50: number;
  readonly p95: number;
  readonly n: number;
  readonly unit: string;
}

const rounds = Number(process.argv[2] ?? 10);
const SEEDS = 40;
const SCHEDULES = { replay: 10_000, random: 2000, workers: 2000 };

function row(what: string, unit: string, samples: readonly number[]): Row {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { case: what, name: 'ours', p50: round(at(0.5)), p95: round(at(0.95)), n: sorted.length, unit };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Two producers and two consumers with one call each on a ring of two places. */
function ring(animals: readonly ZooEntry[]): PreparedScenario {
  const animal = animals.find(({ name }) => name === 'tail-without-cas');
  if (animal === undefined) throw new Error('the zoo has no ring');
  const run = { P0: [['tryPush', 1]], P1: [['tryPush', 2]], C0: [['tryPop']], C1: [['tryPop']] };
  return new PreparedScenario({ ...animal.scenario, run, subject: animal.fixed } as unknown as AnyScenario);
}

async function rate(
  program: Program,
  strategy: BoundedSearch | RandomWalk,
  schedules: number,
): Promise<number> {
  program.reset?.();
  const found = await drive(program, strategy, { maxSchedules: schedules, maxMs: Infinity });
  if (found.failure) throw new Error(found.failure.message);
  return (1000 * found.schedules) / found.ms;
}

async function rates(animals: readonly ZooEntry[]): Promise<Row[]> {
  const maxSteps = 5000;
  const prepared = ring(animals);
  const judge = new Judge(prepared);
  const { names, memory, start } = prepared;
  const judged = (ended: Simulator): ReturnType<Judge['judge']> => judge.judge(ended);
  const replay = new Simulator({ names, memory, start, judge: judged, maxSteps, prunes: false });
  const workers = await RealThreads.start(prepared, { maxSteps, judge: (ended) => judge.judge(ended) });
  const samples = { replay: [] as number[], random: [] as number[], workers: [] as number[] };
  for (let round_ = -2; round_ < rounds; round_ += 1) {
    const each = {
      replay: await rate(replay, new BoundedSearch(3), SCHEDULES.replay),
      random: await rate(replay, new RandomWalk(round_ + 3), SCHEDULES.random),
      workers: await rate(workers, new BoundedSearch(3), SCHEDULES.workers),
    };
    if (round_ < 0) continue;
    for (const [name, value] of Object.entries(each)) samples[name as keyof typeof samples].push(value);
  }
  await workers.close();
  return [
    row('threads replay schedules/s', '1/s', samples.replay),
    row('threads replay, random, schedules/s', '1/s', samples.random),
    row('real workers schedules/s', '1/s', samples.workers),
  ];
}

async function timed(scenario: AnyScenario): Promise<number> {
  const started = performance.now();
  const report = await threads(scenario as Parameters<typeof threads>[0]);
  if (report.outcome !== 'fail') throw new Error('a mistake was not found');
  return performance.now() - started;
}

async function times(animals: readonly ZooEntry[]): Promise<Row[]> {
  const toBug: number[] = [];
  const toVerdict: number[] = [];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    for (const { scenario, buggy } of animals) {
      const base = { ...scenario, subject: buggy, seed } as unknown as AnyScenario;
      toBug.push(await timed({ ...base, budget: { minimiseMs: 0, confirm: 0 } }));
      // Real threads are there after the first time.
      if (seed <= 5) toVerdict.push(await timed({ ...base, budget: { confirm: 20 } }));
    }
  }
  return [row('time to bug ms', 'ms', toBug), row('found, minimised and confirmed ms', 'ms', toVerdict)];
}

const animals = await zoo();
const rows = [...(await rates(animals)), ...(await times(animals))];
process.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
