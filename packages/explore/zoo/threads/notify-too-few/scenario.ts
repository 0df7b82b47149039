import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

export const scenario: ZooScenario<typeof Fixed, Fixed.Slot> = {
  kind: 'deadlock',
  memory: () => new SharedArrayBuffer(12),
  open: ({ Slot }, memory) => new Slot(memory),
  run: {
    P0: [
      ['put', 1],
      ['put', 2],
    ],
    C0: [['take']],
    C1: [['take']],
  },
  final: ({ history }) => {
    const taken = history.filter(({ name }) => name === 'take').map(({ result }) => result);
    return new Set(taken).size === 2 ? undefined : `the consumers took ${taken.join(' and ')}`;
  },
};
