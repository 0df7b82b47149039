import { parseArgs } from 'node:util';
import type { Row } from './report.ts';
import { reportOf } from './report.ts';
import { tableOf } from './table.ts';

const benches: Record<string, (rounds: number) => Promise<Row[]>> = {
  soak: async (saves) => (await import('./watch/soak.ts')).soak(saves),
  watch: async (rounds) => (await import('./watch/bench.ts')).bench(rounds),
  explore: async (rounds) => (await import('./explore/bench.ts')).bench(rounds),
  goroutine: async (rounds) => (await import('./goroutine/bench.ts')).bench(rounds),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    rounds: { type: 'string', default: '30' },
    saves: { type: 'string', default: '10000' },
  },
});
const run = benches[positionals[0] ?? ''];
const rounds = Number(positionals[0] === 'soak' ? values.saves : values.rounds);
if (run === undefined || !Number.isInteger(rounds) || rounds < 1) {
  console.error(
    `usage: bench <${Object.keys(benches).join('|')}> [--json] [--rounds N], or bench soak [--saves N]`,
  );
  process.exitCode = 2;
} else {
  const report = reportOf(await run(rounds));
  if (positionals[0] === 'watch') (await import('./watch/page.ts')).publish(report);
  console.log(values.json === true ? JSON.stringify(report, undefined, 2) : tableOf(report));
}
