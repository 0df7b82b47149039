import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

export const scenario: ZooScenario<typeof Fixed, Fixed.Mailbox> = {
  kind: 'deadlock',
  memory: () => new SharedArrayBuffer(8),
  open: ({ Mailbox }, memory) => new Mailbox(memory),
  run: { P0: [['put', 7]], C0: [['take']] },
  final: ({ history }) =>
    history.some(({ name, result }) => name === 'take' && result !== 7)
      ? 'take() did not give what was put'
      : undefined,
};
