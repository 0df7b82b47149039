import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Row, rowOf } from '../report.ts';
import { benchAll } from './all-katas.ts';
import { CONTENDERS, type Depth, solutionsOf } from './contender.ts';
import { findKatas, type Kata, ROOT } from './kata.ts';
import { memoryOf } from './memory.ts';
import { quiet } from './quiet.ts';
import type { SaveWatcher } from './watcher.ts';

const SLUGS = ['set', 'ordered-map'];
/** Saves before the first that counts. */
const WARM_UPS = 2;
const FULL = ['ours', 'vitest --watch', 'floor'];
const REST_MS = 3000;

/**
 * Save to verdict: the time from the beginning of a save to the verdict on all stages, as a user sees it, with the same
 * kata, solution, hidden suites and sizes; ours also reads structure and types and guards time and memory. A wrong
 * verdict ends the benchmark.
 * @param rounds - passing saves, and as many failing ones, of each contender and kata
 */
export async function bench(rounds: number): Promise<Row[]> {
  const katas = await findKatas();
  const chosen = katas.filter((kata) => SLUGS.includes(kata.slug));
  const few = Math.max(1, Math.ceil(rounds / 3));
  const samples = new Samples();
  for (const kata of chosen) {
    await benchSaves({ kata, rounds, depth: 'quick', names: Object.keys(CONTENDERS), samples });
    await benchSaves({ kata, rounds: few, depth: 'full', names: FULL, samples });
    await benchStart({ kata, rounds: few, samples });
  }
  await benchAll({ katas, rounds: few, samples });
  return samples.rows();
}

/** What was measured, by case and contender. */
export class Samples {
  readonly #known = new Map<string, { case: string; name: string; unit: string; samples: number[] }>();

  add(what: Pick<Row, 'case' | 'name' | 'unit'>, sample: number): void {
    const key = `${what.case}\0${what.name}`;
    const known = this.#known.get(key) ?? { ...what, samples: [] };
    known.samples.push(sample);
    this.#known.set(key, known);
  }

  rows(): Row[] {
    return [...this.#known.values()].map(({ samples, ...what }) => rowOf(what, samples));
  }
}

interface Saves {
  readonly kata: Kata;
  readonly rounds: number;
  readonly depth: Depth;
  readonly names: readonly string[];
  readonly samples: Samples;
}

/** All contenders in turns, each round begins with another one; every second save is a wrong solution. */
async function benchSaves({ kata, rounds, depth, names, samples }: Saves): Promise<void> {
  const { good, wrong } = solutionsOf(kata);
  const watchers = await startAll(kata, names, depth);
  try {
    if (depth === 'quick') await benchRest(watchers, samples);
    for (let round = -WARM_UPS; round < 2 * rounds; round += 1) {
      const kind = round % 2 === 0 ? 'fail' : 'pass';
      // A comment that changes with the round: no contender may think that nothing was saved.
      const text = `${kind === 'pass' ? good : wrong}\n// save ${round}\n`;
      for (let turn = 0; turn < names.length; turn += 1) {
        const name = names[(turn + round + WARM_UPS) % names.length] ?? '';
        await quiet();
        const ms = await watchers.get(name)?.save(text, kind);
        if (ms === undefined || round < 0) continue;
        const what = depth === 'quick' ? 'save to verdict' : 'save to verdict on all sizes';
        samples.add({ case: what, name, unit: 'ms' }, ms);
        samples.add({ case: `${what}, ${kata.slug}, ${kind}ing`, name, unit: 'ms' }, ms);
      }
    }
  } finally {
    await closeAll(watchers);
  }
}

let folders = 0;

async function startAll(
  kata: Kata,
  names: readonly string[],
  depth: Depth,
): Promise<Map<string, SaveWatcher>> {
  const scratch = join(ROOT, 'bench/.scratch');
  mkdirSync(scratch, { recursive: true });
  const watchers = new Map<string, SaveWatcher>();
  for (const name of names) {
    const dir = mkdtempSync(join(scratch, `${(folders += 1)}-`));
    const start = CONTENDERS[name];
    if (start === undefined) continue;
    const watcher = start({ kata, dir, text: solutionsOf(kata).good, depth });
    watchers.set(name, watcher);
    await watcher.first();
  }
  return watchers;
}

async function closeAll(watchers: ReadonlyMap<string, SaveWatcher>): Promise<void> {
  await Promise.all([...watchers.values()].map((watcher) => watcher.close()));
  rmSync(join(ROOT, 'bench/.scratch'), { recursive: true, force: true });
}

/** Memory when nothing goes on, everything that stands by included. */
async function benchRest(watchers: ReadonlyMap<string, SaveWatcher>, samples: Samples): Promise<void> {
  await sleep(REST_MS);
  await quiet(20_000);
  for (const [name, { pid }] of watchers)
    if (pid !== undefined) samples.add({ case: 'memory at rest', name, unit: 'MB' }, memoryOf(pid));
}

/** Command to first verdict. */
async function benchStart(one: { kata: Kata; rounds: number; samples: Samples }): Promise<void> {
  const { kata, rounds, samples } = one;
  const names = ['ours', 'vitest --watch', 'node --test --watch', 'jest --watch'];
  const scratch = join(ROOT, 'bench/.scratch');
  for (let round = -1; round < rounds; round += 1) {
    for (const name of names) {
      mkdirSync(scratch, { recursive: true });
      const dir = mkdtempSync(join(scratch, `${(folders += 1)}-`));
      await quiet();
      const watcher = CONTENDERS[name]?.({ kata, dir, text: solutionsOf(kata).good, depth: 'full' });
      const ms = await watcher?.first();
      await watcher?.close();
      if (ms !== undefined && round >= 0)
        samples.add({ case: 'command to first verdict', name, unit: 'ms' }, ms);
    }
  }
  rmSync(scratch, { recursive: true, force: true });
}
