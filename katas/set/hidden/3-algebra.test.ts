import { ODD_HASH, withoutBuiltins } from './builtins.ts';
import { HashSet, type Hasher } from '#solution';
import { forAll, sized, test, withInput } from '@katas/kata/suite';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { must, same, thrownBy } from './expectation.ts';
import { CountingHasher, integers, letters } from './hashers.ts';
import { letter, letterHasher } from './letters.ts';
import { Model, show } from './model.ts';

const BUILDERS = ['union', 'intersection', 'difference', 'symmetricDifference'] as const;
const RELATIONS = ['isSubsetOf', 'isSupersetOf', 'isDisjointFrom'] as const;
type Builder = (typeof BUILDERS)[number];
type Relation = (typeof RELATIONS)[number];

type Numbers = readonly number[];

/** What the operations result in, by plain lists; equality is `===`. */
const built: Record<Builder, (a: Numbers, b: Numbers) => number[]> = {
  union: (a, b) => [...a, ...without(b, a)],
  intersection: (a, b) => a.filter((n) => b.includes(n)),
  difference: (a, b) => without(a, b),
  symmetricDifference: (a, b) => [...without(a, b), ...without(b, a)],
};

const related: Record<Relation, (a: Numbers, b: Numbers) => boolean> = {
  isSubsetOf: (a, b) => without(a, b).length === 0,
  isSupersetOf: (a, b) => without(b, a).length === 0,
  isDisjointFrom: (a, b) => without(a, b).length === a.length,
};

function without(a: Numbers, b: Numbers): number[] {
  return a.filter((n) => !b.includes(n));
}

function sorted(values: Iterable<number>): number[] {
  return [...values].sort((a, b) => a - b);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, n) => from + n);
}

const CASES: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[1, 2, 3], [2, 3, 4]],
  [[1, 2], [3, 4, 5]],
  [[1, 2, 3], [2]],
  [[2], [1, 2, 3]],
  [[1, 2], [2, 1]],
  [[1, 2, 3], [1, 2, 4]],
  [[1, 2], []],
  [[], [1, 2]],
  [[], []],
  [range(0, 40), range(30, 90)],
]; // prettier-ignore

function builds(builder: Builder): void {
  for (const [a, b] of CASES) {
    const left = new HashSet(integers, a);
    const right = new HashSet(integers, b);
    const written = `new HashSet(hasher, [${a.join(', ')}]).${builder}(new HashSet(hasher, [${b.join(', ')}]))`;
    withInput(written, () => {
      const result = left[builder](right);
      must(result instanceof HashSet, `${builder} returns a HashSet`);
      const expected = sorted(built[builder](a, b));
      expect(sorted(result), `the values of the ${builder}, sorted`).toEqual(expected);
      expect(result.size, `size of the ${builder}`).toBe(expected.length);
      for (const n of [...a, ...b]) same(result.has(n), expected.includes(n), `has(${n}) of the ${builder}`);
    });
  }
}

function relates(relation: Relation): void {
  for (const [a, b] of CASES) {
    withInput(
      `new HashSet(hasher, [${a.join(', ')}]).${relation}(new HashSet(hasher, [${b.join(', ')}]))`,
      () => {
        const left = new HashSet(integers, a);
        expect(left[relation](new HashSet(integers, b)), relation).toBe(related[relation](a, b));
      },
    );
  }
}

test({ en: 'union holds the values of both, each once', zh: 'union 含双方的所有值，每个一次' }, () => {
  builds('union');
});

test({ en: 'intersection holds the values that are in both', zh: 'intersection 含双方共有的值' }, () => {
  builds('intersection');
});

test(
  {
    en: 'difference holds the values of the receiver that are not in the other',
    zh: 'difference 含接收者有而对方没有的值',
  },
  () => {
    builds('difference');
  },
);

test(
  {
    en: 'symmetricDifference holds the values that are in exactly one',
    zh: 'symmetricDifference 含只在其中一方的值',
  },
  () => {
    builds('symmetricDifference');
  },
);

test(
  {
    en: 'a set is a subset when the other has all its values, equal sets included',
    zh: '对方含有其全部值即为子集，相等也算',
  },
  () => {
    relates('isSubsetOf');
  },
);

test(
  {
    en: 'a set is a superset when it has all values of the other, equal sets included',
    zh: '含有对方全部值即为超集，相等也算',
  },
  () => {
    relates('isSupersetOf');
  },
);

test(
  {
    en: 'sets are disjoint when no value is in both, the empty set from every set',
    zh: '没有共同值即为不相交，空集与任何集合都不相交',
  },
  () => {
    relates('isDisjointFrom');
  },
);

test({ en: 'no operation changes its operands', zh: '任何运算都不改变操作数' }, () => {
  for (const method of [...BUILDERS, ...RELATIONS]) {
    for (const [a, b] of CASES) {
      const left = new HashSet(integers, a);
      const right = new HashSet(integers, b);
      withInput(`a = {${a.join(', ')}}, b = {${b.join(', ')}}; a.${method}(b)`, () => {
        left[method](right);
        expect(sorted(left), `the values of a after a.${method}(b), sorted`).toEqual(sorted(a));
        expect(sorted(right), `the values of b after a.${method}(b), sorted`).toEqual(sorted(b));
        same(left.size, a.length, `size of a after a.${method}(b)`);
        same(right.size, b.length, `size of b after a.${method}(b)`);
      });
    }
  }
});

test({ en: 'a set may be its own operand', zh: '集合可以与自身运算' }, () => {
  for (const values of [[], [1], range(0, 30)]) {
    const set = new HashSet(integers, values);
    withInput(`a = a set of ${values.length}; the operand is a itself`, () => {
      for (const builder of BUILDERS) {
        const result = set[builder](set);
        expect(sorted(result), `the values of a.${builder}(a), sorted`).toEqual(
          sorted(built[builder](values, values)),
        );
        must(result !== set, `a.${builder}(a) returned a itself instead of a new set`);
      }
      for (const relation of RELATIONS) {
        expect(set[relation](set), `a.${relation}(a)`).toBe(related[relation](values, values));
      }
      expect(sorted(set), 'the values of a afterwards, sorted').toEqual(values);
    });
  }
});

test(
  {
    en: 'a result is a set of its own: changing it changes no operand, nor the reverse',
    zh: '结果是独立的集合：改动它不影响操作数，反之亦然',
  },
  () => {
    for (const builder of BUILDERS) {
      for (const [a, b] of CASES) {
        withInput(`a = {${a.join(', ')}}, b = {${b.join(', ')}}; result = a.${builder}(b)`, () => {
          const left = new HashSet(integers, a);
          const right = new HashSet(integers, b);
          const result = left[builder](right);
          const expected = sorted(built[builder](a, b));
          left.add(1000);
          right.add(2000).delete(2);
          expect(sorted(result), 'the values of the result after changes of a and b, sorted').toEqual(
            expected,
          );
          result.clear();
          result.add(3000);
          expect(sorted(left), 'the values of a after changes of the result, sorted').toEqual([
            ...sorted(a),
            1000,
          ]);
          const others = b.filter((n) => n !== 2);
          expect(sorted(right), 'the values of b after changes of the result, sorted').toEqual([
            ...sorted(others),
            2000,
          ]);
        });
      }
    }
  },
);

test({ en: "a result goes by the receiver's hasher", zh: '结果使用接收者的 hasher' }, () => {
  for (const builder of BUILDERS) {
    for (const [a, b] of [
      [range(0, 20), range(10, 14)],
      [range(10, 14), range(0, 20)],
      [range(0, 5), range(9, 12)],
    ] as const) {
      withInput(`a of ${a.length} values, b of ${b.length}; a.${builder}(b).has(11)`, () => {
        const [mine, others] = [new CountingHasher(1), new CountingHasher(2)];
        const result = new HashSet(mine, a)[builder](new HashSet(others, b));
        mine.reset();
        others.reset();
        expect(result.has(11), 'has(11)').toBe(built[builder](a, b).includes(11));
        result.add(500);
        must(mine.hashes > 0, "the result never asks the receiver's hasher");
        must(others.calls === 0, "the result asks the hasher of the other operand instead of the receiver's");
      });
    }
  }
});

test(
  {
    en: 'operands whose hashers number the values differently work together',
    zh: '两个操作数的 hasher 给出不同的哈希值，运算仍然正确',
  },
  () => {
    const [left, right] = [range(0, 60), range(40, 120)];
    const negated: Hasher<number> = { hash: (n) => -n * 977 - 0.5, equals: (a, b) => a === b };
    for (const [a, b] of [
      [left, right],
      [right, left],
    ] as const) {
      const [mine, other] = [new HashSet(integers, a), new HashSet(negated, b)];
      for (const builder of BUILDERS) {
        const result = mine[builder](other);
        const expected = sorted(built[builder](a, b));
        expect(sorted(result), `the values of the ${builder}, sorted`).toEqual(expected);
        for (const n of range(0, 120))
          same(result.has(n), expected.includes(n), `has(${n}) of the ${builder}`);
      }
      for (const relation of RELATIONS) expect(mine[relation](other), relation).toBe(related[relation](a, b));
      expect(mine.isSupersetOf(new HashSet(negated, a)), 'isSupersetOf with the same values').toBe(true);
    }
  },
);

test(
  {
    en: 'every operation on any two sets results in what two plain lists would',
    zh: '任意两个集合的各种运算，结果都与两个普通列表一致',
  },
  () => {
    const lists = fc.array(letter, { maxLength: 40, size: 'max' });
    const list = (values: readonly string[]): string => `[${values.map(show).join(', ')}]`;
    forAll({
      of: fc.record({ hasher: letterHasher, a: lists, b: lists }),
      show: ({ hasher, a, b }) =>
        [
          hasher.source,
          `const a = new HashSet(hasher, ${list(a)});`,
          `const b = new HashSet(hasher, ${list(b)});`,
        ].join('\n'),
      holds: ({ hasher, a, b }) => {
        const [left, right] = [new HashSet(hasher, a), new HashSet(hasher, b)];
        const [codesA, codesB] = [codes(new Model(hasher, a).values), codes(new Model(hasher, b).values)];
        for (const builder of BUILDERS) {
          const expected = word(built[builder](codesA, codesB));
          same(word(codes(left[builder](right))), expected, `the letters of a.${builder}(b), sorted`);
        }
        for (const relation of RELATIONS) {
          same(left[relation](right), related[relation](codesA, codesB), `a.${relation}(b)`);
        }
        same(word(codes(left)), word(codesA), 'the letters of a afterwards, sorted');
        same(word(codes(right)), word(codesB), 'the letters of b afterwards, sorted');
      },
    });
  },
);

function codes(values: Iterable<string>): number[] {
  return Array.from(values, (value) => value.toLowerCase().charCodeAt(0));
}

function word(values: Iterable<number>): string {
  return String.fromCharCode(...sorted(values));
}

const LARGE = 2000;
const SMALL = 20;

test(
  { en: 'intersection costs no more than its smaller operand', zh: 'intersection 的开销只取决于较小的集合' },
  () => {
    for (const shared of sized([0, 10, SMALL], [10])) {
      const small = range(LARGE - shared, LARGE - shared + SMALL);
      for (const [a, b] of [
        [range(0, LARGE), small],
        [small, range(0, LARGE)],
      ] as const) {
        withInput(`a of ${a.length} values, b of ${b.length}, ${shared} in common; a.intersection(b)`, () => {
          const [mine, others] = [new CountingHasher(1), new CountingHasher(2)];
          const [left, right] = [new HashSet(mine, a), new HashSet(others, b)];
          mine.reset();
          others.reset();
          const result = left.intersection(right);
          const calls = mine.calls + others.calls;
          expect(result.size, 'size of the intersection').toBe(shared);
          const most = 40 * SMALL;
          must(
            calls <= most,
            `${calls} calls of hash and equals, expected at most ${most}: the smaller set has ${SMALL}`,
          );
        });
      }
    }
  },
);

test(
  {
    en: 'no operation costs more than its two operands together',
    zh: '任何运算的开销都不超过两个操作数之和的量级',
  },
  () => {
    const size = sized(LARGE, 300);
    const [a, b] = [range(0, size), range(size / 2, size + size / 2)];
    for (const method of [...BUILDERS, ...RELATIONS]) {
      for (const other of [b, a]) {
        withInput(`a and b of ${size} values each; a.${method}(b)`, () => {
          const [mine, others] = [new CountingHasher(1), new CountingHasher(2)];
          const [left, right] = [new HashSet(mine, a), new HashSet(others, other)];
          mine.reset();
          others.reset();
          left[method](right);
          const average = (mine.calls + others.calls) / (2 * size);
          must(
            average <= 30,
            `${average.toFixed(1)} calls of hash and equals per value, expected at most 30`,
          );
        });
      }
    }
  },
);

test(
  { en: 'operations do not disturb an iteration that is under way', zh: '运算不会打扰正在进行的遍历' },
  () => {
    const set = new HashSet(integers, range(0, 20));
    const other = new HashSet(integers, range(10, 60));
    const shown: number[] = [];
    for (const value of set) {
      shown.push(value);
      must(
        shown.length <= 20,
        'a loop over a set of 20 whose body only calls operations shows more than 20 values',
      );
      for (const builder of BUILDERS) set[builder](other);
      set.union(set).clear();
    }
    expect(sorted(shown), 'the values shown, sorted').toEqual(range(0, 20));
  },
);

test(
  {
    en: 'an operation that fails says so with the right error and leaves both operands whole',
    zh: '运算失败时抛出正确的错误，两个操作数保持完好',
  },
  () => {
    const refusal = new RangeError('too large for this set');
    const picky: Hasher<number> = {
      hash: (n) => {
        if (n > 100) throw refusal;
        return n;
      },
      equals: (a, b) => a === b,
    };
    const set = new HashSet(picky, range(0, 20));
    const other = new HashSet(integers, [...range(10, 20), ...range(100, 110)]);
    withInput("a's hasher throws for numbers above 100, b has some; a.union(b)", () => {
      for (const method of ['union', 'symmetricDifference'] as const) {
        same(
          thrownBy(() => set[method](other), `a.${method}(b)`),
          refusal,
          `the error of a.${method}(b)`,
        );
        expect(sorted(set), `the values of a after a.${method}(b) threw, sorted`).toEqual(range(0, 20));
        expect(other.size, `size of b after a.${method}(b) threw`).toBe(20);
      }
    });
    const none = undefined as unknown as HashSet<number>;
    for (const method of ['intersection', 'difference', 'symmetricDifference', 'isSubsetOf'] as const) {
      const thrown = thrownBy(() => set[method](none), `a.${method}(undefined)`);
      must(
        thrown instanceof TypeError,
        `a.${method}(undefined) should throw a TypeError, but threw ${String(thrown)}`,
      );
    }
    expect(sorted(set), 'the values of a after all of this, sorted').toEqual(range(0, 20));
  },
);

test(
  {
    en: 'two pairs of operands at once do not influence each other',
    zh: '同时进行的两组运算互不影响',
  },
  () => {
    const [a, b] = [new HashSet(integers, [1, 2]), new HashSet(integers, [2, 3])];
    const [x, y] = [new HashSet(letters, ['p', 'q']), new HashSet(letters, ['Q', 'r'])];
    const [ab, xy] = [a.union(b), x.union(y)];
    expect([ab.size, xy.size], 'the sizes of the unions of two pairs').toEqual([3, 3]);
    xy.delete('Q');
    ab.add(9);
    expect(sorted(a.union(b)), 'a.union(b) once more, sorted').toEqual([1, 2, 3]);
    expect(x.intersection(y).has('q'), "x.intersection(y).has('q')").toBe(true);
    expect(codes(x.symmetricDifference(y)).length, 'size of x.symmetricDifference(y)').toBe(2);
  },
);

test(
  {
    en: 'no builtin collection, dictionary or serialiser does the work of an operation',
    zh: '运算不借助任何内建集合、字典或序列化',
  },
  () => {
    const hasher: Hasher<number> = { hash: (n) => (n % 3 === 0 ? ODD_HASH : n), equals: (a, b) => a === b };
    const sizes: number[] = [];
    withoutBuiltins(() => {
      const [a, b] = [new HashSet(hasher, [1, 2, 3, 4]), new HashSet(hasher, [3, 4, 5, 6, 7])];
      for (let n = 0; n < BUILDERS.length; n++) sizes.push(a[BUILDERS[n] ?? 'union'](b).size);
      for (let n = 0; n < RELATIONS.length; n++) sizes.push(Number(a[RELATIONS[n] ?? 'isSubsetOf'](b)));
    });
    const named = 'sizes of union, intersection, difference, symmetricDifference, then the three relations';
    expect(sizes, named).toEqual([7, 2, 2, 5, 0, 0, 0]);
  },
);
