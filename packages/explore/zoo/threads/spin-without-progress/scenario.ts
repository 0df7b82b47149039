import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

export const scenario: ZooScenario<typeof Fixed, Fixed.Tickets> = {
  kind: 'livelock',
  memory: () => {
    const memory = new SharedArrayBuffer(8);
    new Int32Array(memory)[1] = 1;
    return memory;
  },
  open: ({ Tickets }, memory) => new Tickets(memory),
  run: { A: [['buy']], B: [['buy']], C: [['buy']] },
  final: ({ history }) =>
    history.filter(({ result }) => result === true).length === 1 ? undefined : 'one ticket was not sold once',
};
