import { describe, expect, test } from 'vitest';
import { BoundedSearch } from '../core/bounded.ts';
import { drive } from '../core/drive.ts';
import type { Program } from '../core/program.ts';
import { Replay } from '../core/replay.ts';
import { parseToken, tokenOf } from '../core/token.ts';
import { zoo, type ZooEntry } from '../../zoo/threads/zoo.ts';
import { Judge } from './judge.ts';
import { type AnyScenario, PreparedScenario } from './prepared-scenario.ts';
import { RealThreads } from './real/real-threads.ts';
import { Simulator } from './simulator.ts';
import { threads } from './threads.ts';

const animals = await zoo();
const maxSteps = 5000;

function scenarioOf({ scenario }: ZooEntry, subject: { readonly path: string }): AnyScenario {
  return { ...scenario, subject } as unknown as AnyScenario;
}

function simulate(scenario: AnyScenario, prunes: boolean): Simulator {
  const prepared = new PreparedScenario(scenario);
  const judge = new Judge(prepared);
  judge.isRaceFailure = true;
  const { names, memory, start } = prepared;
  return new Simulator({ names, memory, start, judge: (ended) => judge.judge(ended), maxSteps, prunes });
}

async function real(scenario: AnyScenario): Promise<RealThreads> {
  const prepared = new PreparedScenario(scenario);
  const judge = new Judge(prepared);
  judge.isRaceFailure = true;
  return RealThreads.start(prepared, { maxSteps, judge: (ended) => judge.judge(ended) });
}

/** What every schedule with at most `bound` deviations came to. */
async function outcomes(
  program: Program,
  { bound, most }: { bound: number; most: number },
): Promise<string[]> {
  const seen: string[] = [];
  const noted: Program = {
    run: async (choose, from) => {
      const outcome = await program.run(choose, from);
      seen.push(`${outcome.steps} ${outcome.failure?.kind ?? ''} ${outcome.failure?.message ?? ''}`);
      return { steps: outcome.steps };
    },
  };
  await drive(noted, new BoundedSearch(bound), { maxSchedules: most, maxMs: Infinity });
  return seen;
}

test('there are at least sixteen animals, each with its schedule recorded', () => {
  expect(animals.length).toBeGreaterThanOrEqual(16);
  expect(animals.filter(({ token }) => token === '?' || token === '')).toEqual([]);
});

describe.each(animals)('$name', (animal) => {
  test('the mistake is found, as small as recorded, and real threads make it too', async () => {
    const report = await threads({
      ...scenarioOf(animal, animal.buggy),
      budget: { ms: 1000, minimiseMs: 2000 },
    });
    expect(report).toMatchObject({
      outcome: 'fail',
      failure: { kind: animal.scenario.kind },
      isMinimal: true,
      confirmed: { real: 20, of: 20 },
    });
    expect(parseToken(report.token ?? '?')).toHaveLength(parseToken(animal.token).length);
  });

  test('the corrected program passes to the stated bound', async () => {
    const report = await threads({
      ...scenarioOf(animal, animal.fixed),
      budget: { ms: 50, mustComplete: 1 },
    });
    expect(report).toMatchObject({ outcome: 'pass', races: [] });
    expect(report.explored.completeBound).toBeGreaterThanOrEqual(1);
  });

  test('the recorded schedule fails a thousand times of a thousand', async () => {
    const simulator = simulate(scenarioOf(animal, animal.buggy), true);
    let failed = 0;
    for (let time = 0; time < 1000; time += 1) {
      simulator.forget();
      const found = await drive(simulator, new Replay(parseToken(animal.token)), {
        maxSchedules: 1,
        maxMs: Infinity,
      });
      if (found.failure?.kind === animal.scenario.kind && tokenOf(found.deviations ?? []) === animal.token)
        failed += 1;
    }
    expect(failed).toBe(1000);
  }, 60_000);

  test('simulated and real threads come to the same in every schedule', async () => {
    for (const subject of [animal.buggy, animal.fixed]) {
      const scenario = scenarioOf(animal, subject);
      const limits = { bound: 1, most: 60 };
      const program = await real(scenario);
      try {
        expect(await outcomes(program, limits)).toEqual(await outcomes(simulate(scenario, false), limits));
      } finally {
        await program.close();
      }
    }
  });

  test('cutting short what was explored before loses no failure', async () => {
    for (const bound of [0, 1]) {
      const limits = { maxSchedules: 3000, maxMs: Infinity };
      const scenario = scenarioOf(animal, animal.buggy);
      const plain = await drive(simulate(scenario, false), new BoundedSearch(bound), limits);
      const cut = await drive(simulate(scenario, true), new BoundedSearch(bound), limits);
      if (plain.failure || plain.isComplete) expect(cut.failure?.kind).toBe(plain.failure?.kind);
      expect(cut.schedules).toBeLessThanOrEqual(plain.schedules);
    }
  });
});
