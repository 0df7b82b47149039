import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { turn } from './native-runtime.ts';
import { Ring } from './ring.ts';

test('a ring does what an array with push and shift does', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 70 }),
      fc.array(fc.integer({ min: -20, max: 60 })),
      (capacity, ops) => {
        const ring = new Ring<number>(capacity);
        const model: number[] = [];
        let next = 0;
        for (const op of ops) {
          // That many in, or out.
          for (let i = 0; i < op && !ring.full; i++) {
            ring.push(next);
            model.push(next++);
          }
          for (let i = 0; i < -op && ring.length > 0; i++) expect(ring.shift()).toBe(model.shift());
          expect([ring.length, ring.full]).toEqual([model.length, model.length === capacity]);
        }
        ring.clear();
        expect(ring.length).toBe(0);
        ring.push(5);
        expect(ring.shift()).toBe(5);
      },
    ),
  );
});

test('a ring does not hold on to what was taken out of it', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const ring = new Ring<object>(3);
  const watches = [{}, {}].map((value) => {
    ring.push(value);
    return new WeakRef(value);
  });
  ring.shift();
  // What a WeakRef was asked for is kept until the end of the turn.
  for (let i = 0; i < 3; i++) {
    await turn();
    collect();
  }
  expect(watches.map((watch) => watch.deref() === undefined)).toEqual([true, false]);
});
