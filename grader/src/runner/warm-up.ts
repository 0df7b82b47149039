// A suite of our own: it makes a process that stands by run through everything that a kata's suite will, so that the
// engine has compiled it. It goes through vitest like a suite, so its name must not end in `.test.ts`.
import { forAll, seed, test, withInput } from '@katas/kata/suite';
import * as fc from 'fast-check';
import { expect } from 'vitest';

const ROUNDS = 30;

for (let round = 0; round < ROUNDS; round += 1) {
  test({ en: `values ${round}`, zh: '值' }, () => {
    expect([round, { round }], 'a list').toEqual([round, { round }]);
    expect(seed, 'a number').toBe(seed);
    withInput('none', () => expect(new Map([[round, 'x']]).size).toBe(1));
  });
}

test({ en: 'a property', zh: '性质' }, () => {
  forAll({
    of: fc.array(fc.tuple(fc.integer(), fc.string())),
    show: (values) => String(values.length),
    holds: (values) => expect(values.toReversed().toReversed(), 'twice reversed').toEqual(values),
  });
});

test({ en: 'a failing property', zh: '不成立的性质' }, () => {
  forAll({
    of: fc.array(fc.integer()),
    show: (values) => String(values.length),
    holds: (values) => expect(values.length, 'length').toBeLessThan(3),
  });
});

test({ en: 'a promise', zh: '异步' }, async () => {
  await expect(Promise.resolve(1)).resolves.toBe(1);
});

test({ en: 'a difference', zh: '差异' }, () => {
  expect({ a: [1, 2, 3] }, 'a deep value').toEqual({ a: [1, 2, 4] });
});
