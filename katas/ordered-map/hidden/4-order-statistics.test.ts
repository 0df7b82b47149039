import { movedElements } from './builtin.ts';
import { SortedMap } from '#solution';
import { forAll, sized, test, withInput } from '@katas/kata/suite';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { drained, grouped, same, sameEntry, within } from './expectation.ts';
import { metered } from './meter.ts';
import { ORDERS, sequence, shuffled } from './sequence.ts';
import { programs, runProgram, showProgram, type Size } from './sorted-program.ts';
import { ACTIONS, throwInTurn } from './throwing-comparator.ts';

const ascending = (a: number, b: number): number => a - b;

function sorted(order: readonly number[]): SortedMap<number, string> {
  const map = new SortedMap<number, string>(ascending);
  for (const key of order) map.set(key, `v${key}`);
  return map;
}

/** Counts the entries that the map shows from now on, also to itself. */
function countReading(map: SortedMap<number, number>): () => number {
  let read = 0;
  const all = map[Symbol.iterator].bind(map);
  const range = map.range.bind(map);
  function* counted(entries: Iterable<[number, number]>): IterableIterator<[number, number]> {
    for (const entry of entries) {
      read++;
      yield entry;
    }
  }
  if (Object.isExtensible(map)) {
    Object.defineProperty(map, Symbol.iterator, { value: () => counted(all()) });
    Object.defineProperty(map, 'range', { value: (from: number, to: number) => counted(range(from, to)) });
  }
  return () => read;
}

/** Asks for every position and for the two beside the ends. */
function checkPositions(map: SortedMap<number, string>, wanted: readonly number[], when: string): void {
  for (const [i, key] of wanted.entries()) sameEntry(map.at(i), [key, `v${key}`], `at(${i}) ${when}`);
  same(map.at(wanted.length), undefined, `at(${wanted.length}) ${when}, where size is ${wanted.length}`);
  same(map.at(-1), undefined, `at(-1) ${when}`);
}

test({ en: 'at(i) is the entry with exactly i smaller keys', zh: 'at(i) 是恰有 i 个更小的键的条目' }, () => {
  withInput('set 30, 10, 50, 20, 40', () => {
    const map = sorted([30, 10, 50, 20, 40]);
    expect(map.at(0), 'at(0)').toEqual([10, 'v10']);
    expect(map.at(1), 'at(1)').toEqual([20, 'v20']);
    expect(map.at(2), 'at(2)').toEqual([30, 'v30']);
    expect(map.at(3), 'at(3)').toEqual([40, 'v40']);
    expect(map.at(4), 'at(4)').toEqual([50, 'v50']);
    expect(map.at(0), 'at(0), the same as first()').toEqual(map.first());
    expect(map.at(map.size - 1), 'at(size - 1), the same as last()').toEqual(map.last());
  });
  withInput('numbers, the greatest first: (a, b) => b - a; set 1, 3, 2', () => {
    const map = new SortedMap<number, string>((a, b) => b - a);
    map.set(1, 'x').set(3, 'y').set(2, 'z');
    expect(map.at(0), 'at(0)').toEqual([3, 'y']);
    expect(map.at(2), 'at(2)').toEqual([1, 'x']);
  });
  withInput('a stored undefined: map.set(1, undefined)', () => {
    const map = new SortedMap<number, undefined>(ascending);
    map.set(1, undefined);
    expect(map.at(0), 'at(0)').toEqual([1, undefined]);
  });
});

test(
  {
    en: 'a position that is negative, fractional or not below size has no entry',
    zh: '负数、小数或不小于 size 的位置没有条目',
  },
  () => {
    for (const size of [0, 1, 5]) {
      withInput(`a map of ${size} entries`, () => {
        const map = sorted(sequence('ascending', size));
        for (const i of [
          -1,
          -2,
          -size,
          size,
          size + 1,
          0.5,
          1.5,
          size - 0.5,
          -0.5,
          NaN,
          Infinity,
          -Infinity,
          2 ** 53,
        ]) {
          if (!Object.is(i, -0)) expect(map.at(i), `at(${i})`).toBe(undefined);
        }
      });
    }
  },
);

test(
  {
    en: 'positions are right after every set, in whatever order the keys come',
    zh: '无论键以什么顺序到来，每次设置后位置都正确',
  },
  () => {
    for (const order of ORDERS) {
      const size = sized(80, 30);
      withInput(`${size} keys set ${order}`, () => {
        const map = sorted([]);
        const there: number[] = [];
        for (const key of sequence(order, size)) {
          map.set(key, `v${key}`);
          there.push(key);
          checkPositions(map, there.toSorted(ascending), `after set(${key})`);
        }
      });
    }
  },
);

test(
  {
    en: 'positions are right after every delete, in whatever order the keys go',
    zh: '无论键以什么顺序删除，每次删除后位置都正确',
  },
  () => {
    for (const built of ORDERS) {
      for (const removed of sized(ORDERS, ['ascending', 'random'] as const)) {
        withInput(`40 keys set ${built}, then deleted ${removed}`, () => {
          const map = sorted(sequence(built, 40));
          const left = sequence('ascending', 40);
          for (const key of sequence(removed, 40)) {
            map.delete(key);
            left.splice(left.indexOf(key), 1);
            checkPositions(map, left, `after delete(${key})`);
          }
        });
      }
    }
  },
);

test(
  {
    en: 'operations that add and remove nothing move no position',
    zh: '没有增删的操作不会改变任何位置',
  },
  () => {
    withInput(
      'a map of 0 … 30; set each key again, delete absent keys, get, has, floor, ceiling, range',
      () => {
        const map = sorted(sequence('random', 31));
        const wanted = sequence('ascending', 31);
        for (const key of wanted) map.set(key, `v${key}`);
        checkPositions(map, wanted, 'after each key was set again');
        for (const key of wanted) same(map.delete(key + 0.5), false, `delete(${key + 0.5})`);
        checkPositions(map, wanted, 'after deletes of absent keys');
        for (const key of wanted) {
          map.get(key);
          map.has(key - 0.5);
          map.floor(key + 0.5);
          map.ceiling(key + 0.5);
        }
        same(drained(map.range(5, 20)).length, 15, 'entries of range(5, 20)');
        checkPositions(map, wanted, 'after reading');
        same(map.size, 31, 'size');
      },
    );
    withInput('a map of 0 … 9; set(5) replaces its value', () => {
      const map = sorted(sequence('ascending', 10));
      map.set(5, 'new');
      expect(map.at(5), 'at(5)').toEqual([5, 'new']);
      expect(map.at(6), 'at(6)').toEqual([6, 'v6']);
    });
  },
);

test({ en: 'positions start again after clear', zh: 'clear 之后位置重新计起' }, () => {
  withInput('a map of 0 … 20; clear; set 7, 3, 5', () => {
    const map = sorted(sequence('random', 21));
    map.clear();
    checkPositions(map, [], 'after clear()');
    for (const key of [7, 3, 5]) map.set(key, `v${key}`);
    checkPositions(map, [3, 5, 7], 'after clear() and set of 7, 3, 5');
  });
});

test({ en: 'a comparator that throws moves no position', zh: '比较函数抛错时位置不变' }, () => {
  for (const size of sized([1, 2, 3, 4, 7, 8, 15, 20, 33, 40], [1, 3, 8])) {
    for (const action of ACTIONS) throwInTurn({ size, action, positions: true });
  }
});

test({ en: 'a pair from at belongs to the caller, too', zh: 'at 交出的键值对同样归调用者所有' }, () => {
  withInput("a map of 0 … 9; const pair = map.at(4); pair[1] = 'x'; then set(4, 'new')", () => {
    const map = sorted(sequence('ascending', 10));
    const pair = map.at(4);
    if (pair !== undefined) pair[1] = 'x';
    expect(map.get(4), 'get(4)').toBe('v4');
    const kept = map.at(5);
    map.set(5, 'new');
    expect(kept, "a pair from at(5), after set(5, 'new')").toEqual([5, 'v5']);
  });
});

const SMALL: Size = { keys: 16, steps: 60, positions: true };
const LARGE: Size = { keys: 200, steps: 500, positions: true };

test(
  {
    en: 'after any sequence of operations the positions are those of a sorted list',
    zh: '任意操作序列之后，位置都与一个有序列表一致',
  },
  () => {
    forAll({
      of: fc.limitShrink(programs(SMALL), 1000),
      show: showProgram,
      holds: (steps) => runProgram(steps, SMALL),
      runs: 100,
    });
  },
);

test(
  {
    en: 'after long sequences of operations the positions are those of a sorted list',
    zh: '很长的操作序列之后，位置也与一个有序列表一致',
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

test({ en: 'at costs O(log n) comparisons at most', zh: 'at 最多只需 O(log n) 次比较' }, () => {
  const size = sized(400, 200);
  for (const order of sized(ORDERS, ['ascending', 'random'] as const)) {
    withInput(`${size} keys set ${order}; at(i) for each i, with a set and a delete in between`, () => {
      const { meter, compare } = metered();
      const map = new SortedMap<number, number>(compare);
      for (const key of sequence(order, size)) map.set(key, key);
      meter.read();
      let comparisons = 0;
      for (let i = 0; i < size; i++) {
        same(map.at(i)?.[0], i, `key of at(${i})`);
        comparisons += meter.read();
        map.delete(i);
        map.set(i, i);
        meter.read();
      }
      within(comparisons / size, 8 * Math.log2(size) + 16, 'comparisons for one at(i), on average');
    });
  }
});

test(
  {
    en: 'at neither walks through the entries nor keeps a copy of them',
    zh: 'at 既不逐个走过条目，也不保留它们的副本',
  },
  () => {
    const size = sized(2000, 200);
    withInput(`a map of ${size}; ${size} × at(i), with a delete and a set in between`, () => {
      const map = new SortedMap<number, number>(ascending);
      const order = shuffled(sequence('ascending', size));
      for (const key of order) map.set(key, key);
      const read = countReading(map);
      const wrong: number[] = [];
      const moved = movedElements(() => {
        for (const i of order) {
          if (map.at(i)?.[0] !== i && wrong.length < 5) wrong.push(i);
          map.delete(i);
          map.set(i, i);
        }
      });
      expect(wrong, 'positions i where at(i) has not the key i').toEqual([]);
      within(
        moved / size,
        1536,
        'elements that array methods move or add for one at, delete and set, on average',
      );
      within(
        read() / size,
        64,
        "entries that the map's own iterator shows for one at, delete and set, on average",
      );
    });
    const [entries, times] = sized([20_000, 100_000], [1000, 1000]);
    withInput(`a map of ${grouped(entries)}; ${grouped(times)} × at(i) for i about the middle`, () => {
      const map = new SortedMap<number, number>(ascending);
      for (const key of sequence('ascending', entries)) map.set(key, key);
      for (let n = 0; n < times; n++) {
        const i = (entries / 10) * 4 + (n % (entries / 5));
        same(map.at(i)?.[0], i, `key of at(${i})`);
      }
    });
  },
);
