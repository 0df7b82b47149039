import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

export const scenario: ZooScenario<typeof Fixed, Fixed.Pipe> = {
  kind: 'invariant',
  memory: () => {
    const memory = new SharedArrayBuffer(16);
    // One step before the counters wrap.
    new Int32Array(memory).fill(0x7fff_ffff, 0, 2);
    return memory;
  },
  open: ({ Pipe }, memory) => new Pipe(memory),
  run: { P0: [['tryPush', 5]], C0: [['tryPop']] },
  final: ({ history, open }) => {
    const popped = history.find(({ name }) => name === 'tryPop')?.result ?? open().tryPop();
    return popped === 5 ? undefined : 'the item is gone';
  },
};
