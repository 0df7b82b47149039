import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

export const scenario: ZooScenario<typeof Fixed, Fixed.Bank> = {
  kind: 'deadlock',
  memory: () => new SharedArrayBuffer(16),
  open: ({ Bank }, memory) => new Bank(memory),
  run: { A: [['transfer', 0, 1, 5]], B: [['transfer', 1, 0, 3]] },
  final: ({ memory }) => {
    const [, , first, second] = new Int32Array(memory);
    return first === -2 && second === 2 ? undefined : `the balances are ${first} and ${second}`;
  },
};
