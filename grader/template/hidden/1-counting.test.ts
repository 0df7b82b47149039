// FILL IN: the suite. A sentence names an invariant; a learner reads it without seeing the test.
import { forAll, test } from '@katas/kata/suite';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { Counter } from '#solution';

test({ en: 'a new counter stands at 0', zh: '新的计数器为 0' }, () => {
  expect(new Counter().value, 'value of a new counter').toBe(0);
});

test({ en: 'every call of next adds one', zh: '每次调用 next 加一' }, () => {
  forAll({
    of: fc.integer({ min: 1, max: 50 }),
    show: (times) => `const counter = new Counter(); // then ${times} times: counter.next()`,
    holds: (times) => {
      const counter = new Counter();
      for (let call = 1; call <= times; call += 1)
        expect(counter.next(), `call ${call} of next()`).toBe(call);
    },
  });
});

test({ en: 'two counters do not influence each other', zh: '两个计数器互不影响' }, () => {
  const [a, b] = [new Counter(), new Counter()];
  a.next();
  expect(b.next(), 'b.next() after a.next()').toBe(1);
});
