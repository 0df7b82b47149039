import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

export const scenario: ZooScenario<typeof Fixed, Fixed.Gate> = {
  kind: 'deadlock',
  memory: () => new SharedArrayBuffer(8),
  open: ({ Gate }, memory) => new Gate(memory),
  run: { A: [['pass']], B: [['pass']], C: [['open']] },
};
