import './builtin.ts';
import { SortedMap } from '#solution';
import { forAll, sized, test, withInput } from '@katas/kata/suite';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { drained, keys, next, nextKey, same, sameEntry } from './expectation.ts';
import { type Point } from './hashers.ts';
import { ORDERS, sequence, shuffled } from './sequence.ts';
import { CHANGES_AT_30 } from './sorted-changes.ts';
import { sealed } from './sealed.ts';
import { sortedCosts } from './sorted-costs.ts';
import { programs, runProgram, showProgram, type Size } from './sorted-program.ts';
import { ACTIONS, throwInTurn } from './throwing-comparator.ts';

const ascending = (a: number, b: number): number => a - b;

function sorted(...order: readonly number[]): SortedMap<number, string> {
  const map = new SortedMap<number, string>(ascending);
  for (const key of order) map.set(key, `v${key}`);
  return map;
}

/** 10, 20, … 50 in some order. */
function tens(): SortedMap<number, string> {
  return sorted(30, 10, 50, 20, 40);
}

/** The keys that a loop shows, while `body` changes the map. */
function loop(entries: Iterable<[number, unknown]>, body: (key: number) => void): number[] {
  const shown: number[] = [];
  for (const [key] of entries) {
    shown.push(key);
    if (shown.length > 50) expect.fail(`the loop does not end: it has shown ${shown.join(' ')}`);
    body(key);
  }
  return shown;
}

test({ en: 'a new sorted map is empty', zh: '新建的有序 map 是空的' }, () => {
  withInput('const map = new SortedMap<number, string>((a, b) => a - b);', () => {
    const map = new SortedMap<number, string>(ascending);
    expect(map.size, 'size of a new map').toBe(0);
    expect(map.get(1), 'get(1) on a new map').toBe(undefined);
    expect(map.has(1), 'has(1) on a new map').toBe(false);
    expect(map.delete(1), 'delete(1) on a new map').toBe(false);
    expect(map.first(), 'first() on a new map').toBe(undefined);
    expect(map.last(), 'last() on a new map').toBe(undefined);
    expect(map.floor(1), 'floor(1) on a new map').toBe(undefined);
    expect(map.ceiling(1), 'ceiling(1) on a new map').toBe(undefined);
    expect(drained(map.range(0, 9)), 'entries of range(0, 9) on a new map').toEqual([]);
    expect(drained(map), 'entries of a new map').toEqual([]);
    map.clear();
    expect(map.size, 'size after clear() on a new map').toBe(0);
  });
});

test(
  {
    en: 'entries come in key order, in whatever order they were set',
    zh: '无论以什么顺序设置，遍历都按键的顺序',
  },
  () => {
    withInput('set 30, 10, 50, 20, 40', () => {
      const map = tens();
      expect(drained(map), 'entries').toEqual([
        [10, 'v10'],
        [20, 'v20'],
        [30, 'v30'],
        [40, 'v40'],
        [50, 'v50'],
      ]);
      expect(map.first(), 'first()').toEqual([10, 'v10']);
      expect(map.last(), 'last()').toEqual([50, 'v50']);
      expect(map.size, 'size').toBe(5);
      expect(map.get(20), 'get(20)').toBe('v20');
      expect(map.get(25), 'get(25)').toBe(undefined);
      expect(map.has(30), 'has(30)').toBe(true);
      expect(map.has(35), 'has(35)').toBe(false);
      expect(map.set(60, 'v60') === map, 'set returns the map itself').toBe(true);
    });
    for (const order of ORDERS) {
      withInput(`300 keys, ${order}`, () => {
        const map = sorted(...sequence(order, 300));
        expect(keys(map), 'keys').toEqual(sequence('ascending', 300));
        for (let key = 0; key < 300; key++) same(map.get(key), `v${key}`, `get(${key})`);
        same(map.size, 300, 'size');
      });
    }
  },
);

test(
  {
    en: 'setting a key again replaces the value and keeps the key object that came first',
    zh: '再次设置已有的键只替换值，保留最先放入的键对象',
  },
  () => {
    withInput("map of 10 … 50; map.set(20, 'new')", () => {
      const map = tens();
      map.set(20, 'new');
      expect(map.size, 'size').toBe(5);
      expect(map.get(20), 'get(20)').toBe('new');
      expect(keys(map), 'keys').toEqual([10, 20, 30, 40, 50]);
    });
    withInput('points compared by x alone: map.set({ x: 1, y: 1 }, 1); map.set({ x: 1, y: 2 }, 2)', () => {
      const map = new SortedMap<Point, number>((a, b) => a.x - b.x);
      const one = { x: 1, y: 1 };
      map.set({ x: 0, y: 0 }, 0).set({ x: 2, y: 0 }, 3);
      map.set(one, 1);
      map.set({ x: 1, y: 2 }, 2);
      expect(map.size, 'size').toBe(3);
      sameEntry(
        map.floor({ x: 1.5, y: 0 }),
        [one, 2],
        'floor({ x: 1.5 }), with the key object that was set first',
      );
      expect(map.get({ x: 1, y: 9 }), 'get({ x: 1, y: 9 })').toBe(2);
      expect(map.delete({ x: 1, y: 7 }), 'delete({ x: 1, y: 7 })').toBe(true);
      expect(map.has(one), 'has(the key that was set)').toBe(false);
    });
  },
);

test(
  {
    en: 'a stored undefined is an entry of the sorted map, too',
    zh: '有序 map 里存入的 undefined 同样是一个条目',
  },
  () => {
    withInput('map.set(1, undefined)', () => {
      const map = new SortedMap<number, string | undefined>(ascending);
      map.set(1, undefined);
      expect(map.has(1), 'has(1)').toBe(true);
      expect(map.size, 'size').toBe(1);
      expect(map.first(), 'first()').toEqual([1, undefined]);
      expect(map.floor(2), 'floor(2)').toEqual([1, undefined]);
      expect(map.ceiling(1), 'ceiling(1)').toEqual([1, undefined]);
      expect(drained(map.range(0, 2)), 'entries of range(0, 2)').toEqual([[1, undefined]]);
      map.set(1, undefined);
      expect(map.size, 'size after set(1, undefined) once more').toBe(1);
      expect(map.delete(1), 'delete(1)').toBe(true);
      expect(map.has(1), 'has(1) after delete(1)').toBe(false);
    });
    withInput("null, 0, '', false and NaN as values", () => {
      const odd = [null, 0, '', false, Number.NaN];
      const map = new SortedMap<number, unknown>(ascending);
      for (const [key, value] of odd.entries()) map.set(key, value);
      for (const [key, value] of odd.entries()) {
        expect(map.get(key), `get(${key})`).toBe(value);
        expect(map.floor(key), `floor(${key})`).toEqual([key, value]);
      }
      const values = drained(map).map(([, value]) => value);
      expect(values, 'values').toEqual(odd);
    });
    withInput('a map whose keys are undefined and null', () => {
      const rank = (key: null | undefined): number => (key === null ? 0 : 1);
      const map = new SortedMap<null | undefined, number>((a, b) => rank(a) - rank(b));
      map.set(undefined, 1).set(null, 0);
      expect(drained(map), 'entries').toEqual([
        [null, 0],
        [undefined, 1],
      ]);
      expect(map.ceiling(undefined), 'ceiling(undefined)').toEqual([undefined, 1]);
      expect(map.delete(undefined), 'delete(undefined)').toBe(true);
      expect(map.size, 'size after delete(undefined)').toBe(1);
    });
  },
);

test(
  { en: 'a deleted key is gone, and all others stay in order', zh: '删除的键不再存在，其余的键顺序不变' },
  () => {
    for (const built of ORDERS) {
      for (const removed of sized(ORDERS, ['ascending', 'random'] as const)) {
        withInput(`60 keys set ${built}, then deleted ${removed}`, () => {
          const map = sorted(...sequence(built, 60));
          const left = sequence('ascending', 60);
          for (const key of sequence(removed, 60)) {
            same(map.delete(key), true, `delete(${key})`);
            same(map.delete(key), false, `delete(${key}) once more`);
            left.splice(left.indexOf(key), 1);
            const shown = keys(map);
            if (shown.length !== left.length || shown.some((one, i) => one !== left[i])) {
              expect(shown, `keys after delete(${key})`).toEqual(left);
            }
            same(map.size, left.length, `size after delete(${key})`);
          }
        });
      }
    }
  },
);

test(
  { en: 'clear empties the sorted map, and it works on', zh: 'clear 清空有序 map，之后可以照常使用' },
  () => {
    withInput("map of 10 … 50; map.clear(); map.set(7, 'x')", () => {
      const map = tens();
      map.clear();
      expect(map.size, 'size after clear()').toBe(0);
      expect(map.has(10), 'has(10) after clear()').toBe(false);
      expect(map.first(), 'first() after clear()').toBe(undefined);
      expect(map.last(), 'last() after clear()').toBe(undefined);
      expect(drained(map), 'entries after clear()').toEqual([]);
      map.set(7, 'x');
      expect(drained(map), "entries after set(7, 'x')").toEqual([[7, 'x']]);
    });
  },
);

test(
  {
    en: 'floor is the greatest key at or before the given one, ceiling the least at or after it',
    zh: 'floor 是不大于给定键的最大键，ceiling 是不小于给定键的最小键',
  },
  () => {
    const cases: readonly (readonly [number, number | undefined, number | undefined])[] = [
      [5, undefined, 10],
      [10, 10, 10],
      [15, 10, 20],
      [30, 30, 30],
      [39, 30, 40],
      [41, 40, 50],
      [50, 50, 50],
      [55, 50, undefined],
    ];
    withInput('map of 10, 20, 30, 40, 50', () => {
      const map = tens();
      for (const [key, floor, ceiling] of cases) {
        expect(map.floor(key)?.[0], `key of floor(${key})`).toBe(floor);
        expect(map.ceiling(key)?.[0], `key of ceiling(${key})`).toBe(ceiling);
      }
      expect(map.floor(25), 'floor(25)').toEqual([20, 'v20']);
      expect(map.ceiling(25), 'ceiling(25)').toEqual([30, 'v30']);
      expect(map.floor(5), 'floor(5)').toBe(undefined);
      expect(map.ceiling(55), 'ceiling(55)').toBe(undefined);
    });
    for (const order of ORDERS) {
      withInput(`a map of the even numbers 0 … 198, set ${order}`, () => {
        const map = sorted(...sequence(order, 100).map((key) => key * 2));
        for (let key = -1; key < 200; key++) {
          const below = key < 0 ? undefined : key - (key % 2);
          const above = key < 0 ? 0 : key + (key % 2);
          same(map.floor(key)?.[0], below, `key of floor(${key})`);
          same(map.ceiling(key)?.[0], above > 198 ? undefined : above, `key of ceiling(${key})`);
        }
      });
    }
  },
);

test({ en: 'a range includes its start and excludes its end', zh: 'range 含起点、不含终点' }, () => {
  const cases: readonly (readonly [number, number, readonly number[]])[] = [
    [20, 40, [20, 30]],
    [15, 45, [20, 30, 40]],
    [10, 50, [10, 20, 30, 40]],
    [0, 99, [10, 20, 30, 40, 50]],
    [50, 51, [50]],
    [51, 99, []],
    [0, 10, []],
    [21, 29, []],
    [-Infinity, Infinity, [10, 20, 30, 40, 50]],
  ];
  withInput('map of 10, 20, 30, 40, 50', () => {
    const map = tens();
    for (const [from, to, wanted] of cases) {
      expect(keys(map.range(from, to)), `keys of range(${from}, ${to})`).toEqual(wanted);
    }
    expect(drained(map.range(20, 30)), 'entries of range(20, 30)').toEqual([[20, 'v20']]);
  });
});

test(
  { en: 'a range that ends at or before its start is empty', zh: '终点不在起点之后的 range 是空的' },
  () => {
    withInput('map of 10, 20, 30, 40, 50', () => {
      const map = tens();
      for (const [from, to] of [
        [20, 20],
        [25, 25],
        [40, 20],
        [99, 0],
        [20, 19],
      ] as const) {
        expect(keys(map.range(from, to)), `keys of range(${from}, ${to})`).toEqual([]);
      }
    });
  },
);

test({ en: "of the comparator's answer only the sign counts", zh: '比较函数的返回值只看符号' }, () => {
  const answers: readonly [string, (sign: number) => number][] = [
    ['±0.001', (sign) => sign * 0.001],
    ['±1e300', (sign) => sign * 1e300],
    ['±Infinity, and -0 for the same key', (sign) => (sign === 0 ? -0 : sign * Infinity)],
    ['-3 or +2', (sign) => (sign < 0 ? -3 : sign * 2)],
    ['±2³²', (sign) => sign * 2 ** 32],
  ];
  for (const [name, answer] of answers) {
    withInput(`a comparator that answers ${name}`, () => {
      const map = new SortedMap<number, number>((a, b) => answer(Math.sign(a - b)));
      for (const key of shuffled(sequence('ascending', 50))) map.set(key, -1).set(key, key);
      same(map.size, 50, 'size after 50 keys, each of them set twice');
      for (let key = 0; key < 50; key++) same(map.get(key), key, `get(${key})`);
      same(map.has(7), true, 'has(7)');
      same(map.has(7.5), false, 'has(7.5)');
      expect(keys(map), 'keys').toEqual(sequence('ascending', 50));
      expect(map.floor(20)?.[0], 'key of floor(20)').toBe(20);
      expect(map.ceiling(20.5)?.[0], 'key of ceiling(20.5)').toBe(21);
      expect(keys(map.range(3, 6)), 'keys of range(3, 6)').toEqual([3, 4, 5]);
      for (let key = 0; key < 50; key += 2) same(map.delete(key), true, `delete(${key})`);
      expect(keys(map), 'keys after every even one was deleted').toEqual(
        sequence('ascending', 50).filter((key) => key % 2 === 1),
      );
    });
  }
});

test(
  {
    en: "the order is the comparator's, not that of JavaScript",
    zh: '顺序由比较函数决定，而不是 JavaScript 自己的顺序',
  },
  () => {
    withInput('numbers, the greatest first: (a, b) => b - a', () => {
      const map = new SortedMap<number, string>((a, b) => b - a);
      for (const key of [9, 10, 1, 100, -1]) map.set(key, `v${key}`);
      expect(keys(map), 'keys').toEqual([100, 10, 9, 1, -1]);
      expect(map.floor(50)?.[0], 'key of floor(50): the one before 50 in this order').toBe(100);
      expect(map.ceiling(50)?.[0], 'key of ceiling(50): the one after 50 in this order').toBe(10);
      expect(keys(map.range(10, 1)), 'keys of range(10, 1)').toEqual([10, 9]);
      expect(keys(map.range(1, 10)), 'keys of range(1, 10)').toEqual([]);
    });
    withInput("strings as keys: '10', '9', 'b', '1', 'a'", () => {
      const map = new SortedMap<string, number>((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      for (const key of ['10', '9', 'b', '1', 'a']) map.set(key, 0);
      expect(keys(map), 'keys').toEqual(['1', '10', '9', 'a', 'b']);
    });
  },
);

test({ en: 'a comparator that throws leaves the map as it was', zh: '比较函数抛错时，map 保持原样' }, () => {
  for (const size of sized([1, 2, 3, 4, 7, 8, 15, 20, 33, 40], [1, 3, 8])) {
    for (const action of ACTIONS) throwInTurn({ size, action, positions: false });
  }
});

test(
  {
    en: 'only the comparator looks inside a key of the sorted map',
    zh: '只有比较函数能看有序 map 的键的内部',
  },
  () => {
    withInput('keys that throw when anybody reads them, put in order by a comparator that does not', () => {
      const all = Array.from({ length: 40 }, sealed);
      const map = new SortedMap<object, number>((a, b) => all.indexOf(a) - all.indexOf(b));
      for (const i of sequence('random', 40)) map.set(all[i] as object, i);
      for (const [i, key] of all.entries()) same(map.get(key), i, `get(key ${i})`);
      for (const key of all.slice(0, 20)) same(map.delete(key), true, 'delete(key)');
      same(map.floor(all[30] as object)?.[1], 30, 'value of floor(key 30)');
      same(map.ceiling(all[10] as object)?.[1], 20, 'value of ceiling(key 10), which was deleted');
      let i = 20;
      for (const [key, value] of map)
        same(key === all[value] && value === i++, true, `the next entry is that of key ${i - 1}`);
    });
  },
);

test({ en: 'two sorted maps do not influence each other', zh: '两个有序 map 互不影响' }, () => {
  withInput('one: ascending, two: descending; the same keys in both; one.delete(2); one.clear()', () => {
    const one = new SortedMap<number, string>((a, b) => a - b);
    const two = new SortedMap<number, string>((a, b) => b - a);
    for (const key of [2, 3, 1]) {
      one.set(key, `one ${key}`);
      two.set(key, `two ${key}`);
    }
    expect(keys(one), 'keys of one').toEqual([1, 2, 3]);
    expect(keys(two), 'keys of two').toEqual([3, 2, 1]);
    one.delete(2);
    expect(two.get(2), 'two.get(2) after one.delete(2)').toBe('two 2');
    one.clear();
    expect(two.size, 'two.size after one.clear()').toBe(3);
  });
});

test(
  { en: 'a pair of a sorted map belongs to the caller, too', zh: '有序 map 交出的键值对同样归调用者所有' },
  () => {
    withInput(
      "change the pairs of first(), last(), floor(20), ceiling(20), the iterator and a range: pair[1] = 'x'",
      () => {
        const map = tens();
        const given = [map.first(), map.last(), map.floor(20), map.ceiling(20), ...drained(map)];
        for (const pair of [...given, ...drained(map.range(0, 99))]) if (pair !== undefined) pair[1] = 'x';
        expect(
          drained(map).map(([, value]) => value),
          'values',
        ).toEqual(['v10', 'v20', 'v30', 'v40', 'v50']);
        const kept = map.first();
        map.set(10, 'new');
        expect(kept, "a pair from first(), after set(10, 'new')").toEqual([10, 'v10']);
      },
    );
  },
);

test(
  {
    en: 'iterators and ranges can themselves be iterated, and stay done',
    zh: '迭代器与 range 自身可迭代，结束后一直是结束状态',
  },
  () => {
    for (const name of ['map[Symbol.iterator]()', 'map.range(10, 45)'] as const) {
      withInput(`map of 10 … 40; const it = ${name}; then 35 and 42 are set after its end`, () => {
        const map = sorted(20, 10, 40, 30);
        const iterator = name === 'map.range(10, 45)' ? map.range(10, 45) : map[Symbol.iterator]();
        expect(iterator[Symbol.iterator]() === iterator, 'it[Symbol.iterator]() === it').toBe(true);
        expect(nextKey(iterator), 'key that it.next() shows').toBe(10);
        expect(keys(iterator), 'keys that the rest of `it` shows').toEqual([20, 30, 40]);
        expect(nextKey(iterator), 'it.next() after its end').toBe('done');
        map.set(35, 'x').set(42, 'y');
        expect(nextKey(iterator), 'it.next() after its end and two sets').toBe('done');
      });
    }
    withInput('map of 10; const it = map.range(20, 30); it.next(); map.set(25, …); it.next()', () => {
      const map = sorted(10);
      const iterator = map.range(20, 30);
      expect(nextKey(iterator), 'it.next()').toBe('done');
      map.set(25, 'x');
      expect(nextKey(iterator), 'it.next() after set(25)').toBe('done');
    });
  },
);

test(
  {
    en: 'an open iterator goes on with the least key after the one shown last',
    zh: '打开着的迭代器总是从上次显示的键之后的最小键继续',
  },
  () => {
    for (const [name, change, wanted] of CHANGES_AT_30) {
      withInput(`map of 10, 20, 30, 40, 50; at 30: ${name}`, () => {
        const map = tens();
        const range = tens();
        let once = true;
        const seen = loop(map, (key) => {
          if (key === 30 && once) change(map);
          if (key === 30) once = false;
        });
        expect(seen, 'keys that the loop shows').toEqual(wanted);
        once = true;
        const inRange = loop(range.range(20, 50), (key) => {
          if (key === 30 && once) change(range);
          if (key === 30) once = false;
        });
        expect(inRange, 'keys that a loop over range(20, 50) shows').toEqual(
          wanted.filter((key) => key >= 20 && key < 50),
        );
      });
    }
    withInput('map of 10 … 50; delete each key when it is shown', () => {
      const map = tens();
      expect(
        loop(map, (key) => map.delete(key)),
        'keys that the loop shows',
      ).toEqual([10, 20, 30, 40, 50]);
      expect(map.size, 'size afterwards').toBe(0);
    });
    withInput(
      'an empty map; const it = map[Symbol.iterator](); set 5; it.next(); set 3 and 7; it.next()',
      () => {
        const map = sorted();
        const iterator = map[Symbol.iterator]();
        map.set(5, 'x');
        expect(nextKey(iterator), 'key that it.next() shows').toBe(5);
        map.set(3, 'x').set(7, 'x');
        expect(nextKey(iterator), 'key that it.next() shows after set(3) and set(7)').toBe(7);
        expect(nextKey(iterator), 'it.next() at the end').toBe('done');
      },
    );
    withInput("map of 10, 20; at 10: map.set(20, 'new')", () => {
      const map = sorted(10, 20);
      const iterator = map[Symbol.iterator]();
      next(iterator);
      map.set(20, 'new');
      expect(next(iterator), 'it.next()').toEqual([20, 'new']);
    });
  },
);

const SMALL: Size = { keys: 12, steps: 60, positions: false };
const LARGE: Size = { keys: 150, steps: 500, positions: false };

test(
  {
    en: 'any sequence of operations and iterator steps gives what a sorted list would give',
    zh: '任意操作与迭代步骤的序列，结果都与一个有序列表一致',
  },
  () => {
    forAll({
      of: fc.limitShrink(programs(SMALL), 1000),
      show: showProgram,
      holds: (steps) => runProgram(steps, SMALL),
      runs: 150,
    });
  },
);

test(
  {
    en: 'long sequences of operations give what a sorted list would give',
    zh: '很长的操作序列，结果也与一个有序列表一致',
  },
  () => {
    forAll({
      of: fc.limitShrink(programs(LARGE), 100),
      show: showProgram,
      holds: (steps) => runProgram(steps, LARGE, 25),
      runs: 15,
    });
  },
);

sortedCosts();
