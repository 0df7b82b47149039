import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

function enter(guarded: Fixed.Guarded): void {
  try {
    guarded.enter();
  } catch {
    // Full is no failure.
  }
}

export const scenario: ZooScenario<typeof Fixed, Fixed.Guarded> = {
  kind: 'deadlock',
  memory: () => new SharedArrayBuffer(8),
  open: ({ Guarded }, memory) => new Guarded(memory),
  run: { A: enter, B: enter, C: enter },
};
