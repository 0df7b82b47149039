import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

export const scenario: ZooScenario<typeof Fixed, Fixed.Flag> = {
  kind: 'deadlock',
  memory: () => new SharedArrayBuffer(4),
  open: ({ Flag }, memory) => new Flag(memory),
  run: { A: [['await']], B: [['raise']] },
};
