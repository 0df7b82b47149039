import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

export const scenario: ZooScenario<typeof Fixed, Fixed.Handover> = {
  kind: 'race',
  memory: () => new SharedArrayBuffer(8),
  open: ({ Handover }, memory) => new Handover(memory),
  run: { P0: [['give', 5]], C0: [['peek']] },
  final: ({ history }) =>
    history.some(({ name, result }) => name === 'peek' && result !== undefined && result !== 5)
      ? 'peek() gave something else'
      : undefined,
};
