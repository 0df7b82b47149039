import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

export const scenario: ZooScenario<typeof Fixed, Fixed.Lazy> = {
  kind: 'invariant',
  memory: () => new SharedArrayBuffer(8),
  open: ({ Lazy }, memory) => new Lazy(memory),
  run: { A: [['get']], B: [['get']] },
  final: ({ history }) =>
    history.every(({ result }) => result === 42) ? undefined : 'get() gave a value that was not computed yet',
};
