/**
 * `node zoo/soak-tasks.ts [seeds]`: no corrected program fails under random and priority walks of so many seeds
 * (default 1000), and every recorded schedule fails alike 1000 times in a row.
 */
import { drive } from '../src/core/drive.ts';
import type { Program } from '../src/core/program.ts';
import { PriorityWalk, RandomWalk } from '../src/core/walk.ts';
import { failsEachTime } from '../src/index.ts';
import { programOf } from '../src/tasks/tasks.ts';
import { zoo } from './tasks/index.ts';

const SCHEDULES_PER_SEED = 20;
const REPLAYS = 1000;

const seeds = Number(process.argv[2] ?? 1000);
let alarms = 0;
let misses = 0;
for (const { name, buggy, fixed, token } of zoo) {
  const program = await programOf({ run: fixed }, {});
  const false_ = await falseAlarms(program);
  const isRepeated = await failsEachTime({ run: buggy }, token, REPLAYS);
  alarms += false_.length;
  misses += isRepeated ? 0 : 1;
  const said = false_.length === 0 ? 'no false alarm' : `false alarms: ${false_.slice(0, 3).join('; ')}`;
  console.log(`${name.padEnd(22)} ${said}; ${token} ${isRepeated ? 'replays' : 'DOES NOT REPLAY'}`);
}
console.log(
  `${zoo.length} programs, ${seeds} seeds each: ${alarms} false alarms, ${misses} schedules that do not replay`,
);
process.exitCode = alarms + misses === 0 ? 0 : 1;

async function falseAlarms(program: Program): Promise<string[]> {
  const found: string[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    for (const walk of [new RandomWalk(seed), new PriorityWalk(seed, 3)]) {
      const { failure } = await drive(program, walk, { maxSchedules: SCHEDULES_PER_SEED, maxMs: Infinity });
      if (failure !== undefined) found.push(`seed ${seed}: ${failure.kind} ${failure.message}`);
    }
  }
  return found;
}
