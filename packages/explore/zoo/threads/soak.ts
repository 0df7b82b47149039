// Walks each program of the zoo at random from many seeds: the corrected ones must never fail.
// Usage: node zoo/threads/soak.ts [seeds, default 1000]
import { drive } from '../../src/core/drive.ts';
import { PriorityWalk, RandomWalk } from '../../src/core/walk.ts';
import { Judge } from '../../src/threads/judge.ts';
import { type AnyScenario, PreparedScenario } from '../../src/threads/prepared-scenario.ts';
import { Simulator } from '../../src/threads/simulator.ts';
import { zoo } from './zoo.ts';

const seeds = Number(process.argv[2] ?? 1000);
const RUNS = 10;
let schedules = 0;
let alarms = 0;

for (const { name, scenario, fixed, buggy } of await zoo()) {
  const found = { right: 0, wrong: 0 };
  for (const subject of [fixed, buggy]) {
    const prepared = new PreparedScenario({ ...scenario, subject } as unknown as AnyScenario);
    const judge = new Judge(prepared);
    judge.isRaceFailure = true;
    const { names, memory, start } = prepared;
    const judged = (ended: Simulator): ReturnType<Judge['judge']> => judge.judge(ended);
    const simulator = new Simulator({ names, memory, start, judge: judged, maxSteps: 5000, prunes: false });
    const limits = { maxSchedules: RUNS, maxMs: Infinity };
    for (let seed = 1; seed <= seeds; seed += 1) {
      for (const strategy of [new RandomWalk(seed), new PriorityWalk(seed, 3)]) {
        const outcome = await drive(simulator, strategy, limits);
        schedules += outcome.schedules;
        if (outcome.failure && subject === fixed) {
          alarms += 1;
          process.stdout.write(`${name}, seed ${seed}: ${outcome.failure.message}\n`);
        }
        if (outcome.failure) found[subject === fixed ? 'wrong' : 'right'] += 1;
      }
    }
  }
  const share = ((100 * found.right) / (2 * seeds)).toFixed(0);
  process.stdout.write(
    `${name}: ${found.wrong} false alarms; the mistake within ${RUNS} runs from ${share} % of the seeds\n`,
  );
}
process.stdout.write(`${schedules} schedules, ${alarms} false alarms\n`);
process.exitCode = alarms === 0 ? 0 : 1;
