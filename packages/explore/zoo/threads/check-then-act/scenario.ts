import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

export const scenario: ZooScenario<typeof Fixed, Fixed.Permits> = {
  kind: 'invariant',
  memory: () => {
    const memory = new SharedArrayBuffer(4);
    new Int32Array(memory)[0] = 1;
    return memory;
  },
  open: ({ Permits }, memory) => new Permits(memory),
  run: { A: [['tryAcquire']], B: [['tryAcquire']] },
  final: ({ history }) =>
    history.filter(({ result }) => result === true).length > 1 ? 'one permit was given twice' : undefined,
};
