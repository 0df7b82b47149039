import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

export const scenario: ZooScenario<typeof Fixed, Fixed.Rendezvous> = {
  kind: 'invariant',
  memory: () => new SharedArrayBuffer(8),
  open: ({ Rendezvous }, memory) => new Rendezvous(memory),
  run: { P0: [['offer', 9]], C0: [['poll', 10]] },
  final: ({ history }) => {
    const wasTaken = history.find(({ name }) => name === 'offer')?.result;
    const taken = history.find(({ name }) => name === 'poll')?.result;
    return wasTaken === (taken === 9) ? undefined : 'the item was handed over and nobody has it';
  },
};
