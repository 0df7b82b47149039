import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

export const scenario: ZooScenario<typeof Fixed, Fixed.Ring> = {
  kind: 'invariant',
  memory: ({ Ring }) => Ring.allocate(),
  open: ({ Ring }, memory) => new Ring(memory),
  run: {
    P0: [
      ['tryPush', 1],
      ['tryPush', 2],
      ['tryPush', 3],
    ],
    C0: [['tryPop']],
  },
  final: ({ history, open }) => {
    const ring = open();
    const pushed = history.filter(({ name, result }) => name === 'tryPush' && result === true);
    const popped = history.filter(({ name }) => name === 'tryPop').map(({ result }) => result);
    const left = [ring.tryPop(), ring.tryPop(), ring.tryPop()];
    const out = [...popped, ...left].filter((value) => value !== undefined);
    const isSame = out.length === pushed.length && pushed.every(({ args }) => out.includes(args[0]));
    return isSame ? undefined : 'what came out is not what went in';
  },
};
