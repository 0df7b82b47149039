import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

export const scenario: ZooScenario<typeof Fixed, Fixed.Barrier> = {
  kind: 'deadlock',
  memory: () => new SharedArrayBuffer(8),
  open: ({ Barrier }, memory) => new Barrier(memory),
  run: {
    A: [['arrive'], ['arrive']],
    B: [['arrive'], ['arrive']],
  },
};
