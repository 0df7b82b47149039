import { soak } from './soak.ts';

// pnpm soak [hand-offs]: a million hand-offs across a thousand goroutines; fails when anything is left behind.
const report = await soak({
  handOffs: Number(process.argv[2] ?? 1_000_000),
  goroutines: 1000,
  seed: process.pid,
});
console.log(JSON.stringify(report, undefined, 2));
const { heapMb, parked, goroutines, alarms, listeners } = report;
const [early = 0, late = 0] = [heapMb[1], heapMb[8]];
if (parked + goroutines + alarms + listeners > 0) throw new Error('soak: something is left behind');
if (late > early * 1.1 + 1) throw new Error(`soak: the heap grew from ${early} to ${late} MB`);
