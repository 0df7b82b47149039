import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

export const scenario: ZooScenario<typeof Fixed, Fixed.Counter> = {
  kind: 'invariant',
  memory: () => new SharedArrayBuffer(4),
  open: ({ Counter }, memory) => new Counter(memory),
  run: { A: [['increment']], B: [['increment']], C: [['increment']] },
  final: ({ open }) => {
    const { value } = open();
    return value === 3 ? undefined : `the counter is ${value} after three increments`;
  },
};
