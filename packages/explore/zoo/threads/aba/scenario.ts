import type { ZooScenario } from '../zoo.ts';
import type * as Fixed from './fixed.ts';

export const scenario: ZooScenario<typeof Fixed, Fixed.FreeList> = {
  kind: 'invariant',
  memory: ({ FreeList }) => {
    const memory = new SharedArrayBuffer(24);
    FreeList.link(memory, 3);
    return memory;
  },
  open: ({ FreeList }, memory) => new FreeList(memory),
  run: {
    A: [['pop']],
    B: (list) => {
      const first = list.pop();
      list.pop();
      list.push(first);
      list.pop();
    },
  },
  final: ({ history }) => {
    const owned = new Set<unknown>();
    for (const { name, args, result } of history.toSorted((a, b) => a.return - b.return)) {
      if (name === 'push') owned.delete(args[0]);
      else if (result !== 0 && owned.has(result)) return 'one node has two owners';
      else owned.add(result);
    }
    return undefined;
  },
};
