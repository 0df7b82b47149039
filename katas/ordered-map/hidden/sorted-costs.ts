import { movedElements, withoutCollections } from './builtin.ts';
import { SortedMap } from '#solution';
import { sized, test, withInput } from '@katas/kata/suite';
import { expect } from 'vitest';
import { drained, grouped, nextKey, same, within } from './expectation.ts';
import { kilobytesKeptBy } from './memory.ts';
import { metered } from './meter.ts';
import { ORDERS, sequence, shuffled, type Order } from './sequence.ts';

const ascending = (a: number, b: number): number => a - b;

/** A tree that does not balance itself is a list for all but the random one. */
function someOrders(): readonly Order[] {
  return sized(ORDERS, ['ascending', 'zig-zag inwards']);
}

/** Comparisons that one operation may take on average in a map of `size`. */
function logarithmic(size: number): number {
  return 8 * Math.log2(size) + 16;
}

/** The part of the stage that counts: comparisons, moved elements, and what would take for ever if it were linear. */
export function sortedCosts(): void {
  test(
    {
      en: 'an operation costs O(log n) comparisons, in whatever order the keys come',
      zh: '无论键以什么顺序到来，每次操作只需 O(log n) 次比较',
    },
    () => {
      const size = sized(600, 300);
      for (const order of someOrders()) {
        const { meter, compare } = metered();
        const map = new SortedMap<number, number>(compare);
        const rest = shuffled(sequence('ascending', size));
        const half = sequence(order, size).slice(0, size / 2);
        const stages: readonly [string, readonly number[], (key: number) => unknown][] = [
          ['set of a new key', sequence(order, size), (key) => map.set(key, key)],
          ['set of a key that is there', rest, (key) => map.set(key, -key)],
          ['get', rest, (key) => map.get(key)],
          ['has of an absent key', rest, (key) => map.has(key + 0.5)],
          ['floor', rest, (key) => map.floor(key + 0.5)],
          ['ceiling', rest, (key) => map.ceiling(key + 0.5)],
          ['delete', half, (key) => map.delete(key)],
          ['get after half of the keys were deleted', rest, (key) => map.get(key)],
          ['set after half of the keys were deleted', half, (key) => map.set(key, key)],
          [
            'delete and set, the least key each time',
            half,
            (key) => map.delete(key) && map.set(key - size, key),
          ],
          ['get after all that', rest, (key) => map.get(key)],
        ];
        for (const [name, arguments_, act] of stages) {
          withInput(`${size} keys set ${order}; ${name}`, () => {
            meter.read();
            for (const key of arguments_) act(key);
            within(
              meter.read() / arguments_.length,
              logarithmic(size),
              `comparisons for one ${name}, on average`,
            );
          });
        }
      }
    },
  );

  test({ en: 'first and last need no search through the keys', zh: 'first 与 last 不需要逐个查找键' }, () => {
    for (const order of someOrders()) {
      withInput(`1000 keys set ${order}; 1000 × first() and last()`, () => {
        const { meter, compare } = metered();
        const map = new SortedMap<number, number>(compare);
        for (const key of sequence(order, 1000)) map.set(key, key);
        meter.read();
        for (let i = 0; i < 1000; i++) {
          same(map.first()?.[0], 0, 'key of first()');
          same(map.last()?.[0], 999, 'key of last()');
        }
        within(meter.read() / 2000, logarithmic(1000), 'comparisons for one first() or last(), on average');
      });
    }
    const [size, times] = sized([10_000, 150_000], [500, 500]);
    withInput(`${grouped(size)} keys, ascending; ${grouped(times)} × first() and last()`, () => {
      const map = new SortedMap<number, number>(ascending);
      for (let key = 0; key < size; key++) map.set(key, key);
      for (let i = 0; i < times; i++) {
        same(map.first()?.[0], 0, 'key of first()');
        same(map.last()?.[0], size - 1, 'key of last()');
      }
    });
    withInput(
      `${grouped(size)} keys, ascending; take the first and the last one off until none is left`,
      () => {
        const map = new SortedMap<number, number>(ascending);
        for (let key = 0; key < size; key++) map.set(key, key);
        for (let i = 0; i < size / 2; i++) {
          same(map.first()?.[0], i, 'key of first()');
          same(map.last()?.[0], size - 1 - i, 'key of last()');
          map.delete(i);
          map.delete(size - 1 - i);
        }
        expect(map.size, 'size').toBe(0);
      },
    );
  });

  test(
    {
      en: 'reading costs O(log n + r) comparisons for r entries, and nothing is read ahead',
      zh: '读取 r 个条目只需 O(log n + r) 次比较，且不会提前读取',
    },
    () => {
      const size = sized(4000, 1000);
      const times = sized(1000, 100);
      const { meter, compare } = metered();
      const map = new SortedMap<number, number>(compare);
      for (const key of shuffled(sequence('ascending', size))) map.set(key, key);
      for (const width of [0, 1, 10, 100, 1000, 4000].filter((each) => each <= size)) {
        const from = (size - width) / 2;
        withInput(`a map of 0 … ${size - 1}; read all of range(${from}, ${from + width})`, () => {
          meter.read();
          same(drained(map.range(from, from + width), size + 1).length, width, 'entries shown');
          within(meter.read(), 4 * width + 2 * logarithmic(size), 'comparisons');
        });
      }
      withInput(`a map of 0 … ${size - 1}; read all of it`, () => {
        meter.read();
        same(drained(map, size + 1).length, size, 'entries shown');
        within(meter.read(), 4 * size + 2 * logarithmic(size), 'comparisons');
      });
      withInput(`a map of 0 … ${size - 1}; ${times} × read three entries of range(i, ${size})`, () => {
        meter.read();
        for (let i = 0; i < times; i++) {
          const iterator = map.range(i, size);
          for (let n = 0; n < 3; n++) same(nextKey(iterator), i + n, `key ${n} of range(${i}, ${size})`);
        }
        within(
          meter.read() / times,
          12 + 2 * logarithmic(size),
          'comparisons for one such reading, on average',
        );
      });
    },
  );

  test(
    {
      en: 'opening a sorted iterator or a range copies nothing',
      zh: '打开有序迭代器或 range 不复制任何内容',
    },
    () => {
      const [size, times] = sized([20_000, 10_000], [1000, 200]);
      const opened = `${grouped(times)} × open an iterator and a range`;
      withInput(`a map of ${grouped(size)}; ${opened}, and read one entry of each`, () => {
        const map = new SortedMap<number, number>(ascending);
        for (let key = 0; key < size; key++) map.set(key, key);
        let sum = 0;
        for (let i = 0; i < times; i++) {
          for (const [key] of map) {
            sum += key + 1;
            break;
          }
          for (const [key] of map.range(i, size)) {
            sum += key - i;
            break;
          }
        }
        expect(sum, 'entries read').toBe(times);
      });
    },
  );

  test(
    {
      en: 'iterators that were left half-way cost the sorted map nothing',
      zh: '中途放弃的迭代器不给有序 map 增加负担',
    },
    () => {
      const count = sized(20_000, 500);
      withInput(
        `a map of 3; ${grouped(count)} × open an iterator, read one entry, leave it; add a key, delete the least`,
        () => {
          const kept = kilobytesKeptBy(() => {
            const map = new SortedMap<number, string>(ascending);
            map.set(0, 'x').set(1, 'x').set(2, 'x');
            for (let key = 3; key < count; key++) {
              same(nextKey(map[Symbol.iterator]()), key - 3, 'key that a new iterator shows first');
              map.set(key, 'x');
              map.delete(key - 3);
            }
            same(map.size, 3, 'size');
            return map;
          }, 300);
          within(kept, 300, 'kB in use afterwards');
        },
      );
    },
  );

  test(
    {
      en: 'a set or a delete moves a few entries, not half of an array',
      zh: '设置与删除只移动少量条目，而不是半个数组',
    },
    () => {
      const size = sized(6000, 400);
      for (const order of ['zig-zag inwards', 'descending'] as const) {
        withInput(`${size} keys set ${order}, then deleted in the same order`, () => {
          const map = new SortedMap<number, number>(ascending);
          const moved = movedElements(() => {
            for (const key of sequence(order, size)) map.set(key, key);
            for (const key of sequence(order, size)) map.delete(key);
          });
          within(moved / (2 * size), 512, 'elements that array methods move for one operation, on average');
          expect(map.size, 'size').toBe(0);
        });
      }
    },
  );

  test(
    {
      en: 'no builtin Map or Set does the work of the sorted map',
      zh: '有序 map 背后也没有内置的 Map 或 Set',
    },
    () => {
      withInput('200 × set, get, has, floor, ceiling, delete, first, last, and reading all', () => {
        let read = 0;
        withoutCollections(() => {
          const map = new SortedMap<number, number>(ascending);
          for (let key = 0; key < 200; key++) map.set((key * 7) % 200, key);
          for (let key = 0; key < 200; key += 3) map.delete(key);
          for (const [key] of map) read += map.has(key) && map.get(key) !== undefined ? 1 : 0;
          for (const [key] of map.range(50, 60)) read += map.floor(key) === undefined ? 1 : 0;
          map.ceiling(3);
          map.first();
          map.last();
          map.clear();
        });
        expect(read, 'entries read').toBe(133);
      });
    },
  );
}
