import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

export const scenario: ZooScenario<typeof Fixed, Fixed.ReadWriteLock> = {
  kind: 'deadlock',
  memory: () => new SharedArrayBuffer(12),
  open: ({ ReadWriteLock }, memory) => new ReadWriteLock(memory),
  run: { R: [['readTwice']], W: [['write']] },
};
