import { expect, test } from 'vitest';
import { soak } from './soak.ts';

test('hand-offs with random cancels lose nothing and leave nothing behind', async () => {
  const report = await soak({ handOffs: 20_000, goroutines: 100, seed: 1 });
  expect(report).toMatchObject({ handOffs: 20_000, parked: 0, goroutines: 0, alarms: 0, listeners: 0 });
  expect(report.cancelled).toBeGreaterThan(500);
});
