import { movedElements, withoutCollections } from './builtin.ts';
import { InsertionMap } from '#solution';
import { sized, test, withInput } from '@katas/kata/suite';
import { expect } from 'vitest';
import { grouped, keys, within } from './expectation.ts';
import { numbers } from './hashers.ts';
import { kilobytesKeptBy } from './memory.ts';
import { MeteredHasher } from './meter.ts';
import { sequence, shuffled } from './sequence.ts';

/** A map of 5 entries after `count` were set and deleted. */
function churned(count: number): InsertionMap<number, number> {
  const map = new InsertionMap<number, number>(numbers);
  for (let key = 0; key < 5; key++) map.set(key, key);
  for (let key = 5; key < count; key++) {
    map.set(key, key);
    map.delete(key - 5);
  }
  return map;
}

/** The part of the stage that counts: calls, moved elements, memory, and what would take for ever if it were linear. */
export function insertionCosts(): void {
  test(
    {
      en: 'an operation costs a few calls of the hasher, however large the map is',
      zh: '无论 map 多大，每次操作只需调用 hasher 几次',
    },
    () => {
      const hasher = new MeteredHasher();
      const map = new InsertionMap<number, number>(hasher);
      const size = sized(4000, 400);
      const order = shuffled(sequence('ascending', size));
      const stages: readonly [string, (key: number) => void][] = [
        ['set of a new key', (key) => map.set(key, key)],
        ['set of a key that is there', (key) => map.set(key, -key)],
        ['get', (key) => map.get(key)],
        ['has of an absent key', (key) => map.has(key + size)],
        ['moveToEnd', (key) => map.moveToEnd(key)],
        ['delete, then set', (key) => map.delete(key) && map.set(key, key)],
        ['get after all were deleted and set', (key) => map.get(key)],
        ['delete', (key) => map.delete(key)],
      ];
      for (const [name, act] of stages) {
        withInput(`${name}, for each of ${size} keys`, () => {
          for (const key of order) act(key);
          within(hasher.hashes.read() / size, 8, `calls of hash for one ${name}, on average`);
          within(hasher.equalities.read() / size, 16, `calls of equals for one ${name}, on average`);
        });
      }
    },
  );

  test(
    {
      en: 'moveToEnd and delete cost the same wherever the entry stands',
      zh: '无论条目在哪里，moveToEnd 和 delete 的代价都相同',
    },
    () => {
      const size = sized(15_000, 900);
      withInput(
        `a map of ${grouped(size)}; from the front: first(), moveToEnd, delete; from the back: last(), delete`,
        () => {
          const map = new InsertionMap<number, number>(numbers);
          const moved = movedElements(() => {
            for (let key = 0; key < size; key++) map.set(key, key);
            for (let key = 0; key < size / 3; key++) if (map.first()?.[0] === key) map.moveToEnd(key);
            for (let key = size / 3; key < (2 * size) / 3; key++)
              if (map.first()?.[0] === key) map.delete(key);
            for (let key = size / 3 - 1; key >= 0; key--) if (map.last()?.[0] === key) map.delete(key);
          });
          within(moved / size, 32, 'elements that array methods move for one operation, on average');
          expect(map.size, 'size').toBe(size / 3);
          expect(map.first()?.[0], 'key of first()').toBe((2 * size) / 3);
          expect(map.last()?.[0], 'key of last()').toBe(size - 1);
        },
      );
    },
  );

  test(
    {
      en: 'a key is found as fast in a large map as in a small one',
      zh: '在大 map 里查找键与在小 map 里一样快',
    },
    () => {
      const [size, times] = sized([30_000, 150_000], [1000, 1000]);
      withInput(`a map of ${grouped(size)}; ${grouped(times)} × get`, () => {
        const map = new InsertionMap<number, number>(numbers);
        for (let key = 0; key < size; key++) map.set(key, key);
        let right = 0;
        for (let i = 0, key = 0; i < times; i++, key = (key + 7919) % size) if (map.get(key) === key) right++;
        expect(right, 'right answers').toBe(times);
      });
    },
  );

  test(
    {
      en: 'first and last are at hand, however many entries beside them were deleted',
      zh: '无论旁边删掉了多少条目，first 与 last 都随手可得',
    },
    () => {
      const [size, gone, times] = sized([40_000, 19_000, 200_000], [1000, 475, 500]);
      for (const end of ['first', 'last'] as const) {
        const deleted = `the ${end} ${grouped(gone)} of which are deleted`;
        withInput(`a map of ${grouped(size)}, ${deleted}; then ${grouped(times)} × ${end}()`, () => {
          const map = new InsertionMap<number, number>(numbers);
          for (let key = 0; key < size; key++) map.set(key, key);
          for (let key = 0; key < gone; key++) map.delete(end === 'first' ? key : size - 1 - key);
          const wanted = end === 'first' ? gone : size - gone - 1;
          let right = 0;
          for (let i = 0; i < times; i++) if (map[end]()?.[0] === wanted) right++;
          expect(right, 'right answers').toBe(times);
        });
      }
    },
  );

  test(
    {
      en: '100 000 cycles of set and delete leave nothing behind',
      zh: '十万次设置与删除之后不留任何残余',
    },
    () => {
      let map = new InsertionMap<number, number>(numbers);
      const [count, readings] = sized([100_000, 20_000], [1000, 200]);
      const kept = kilobytesKeptBy(() => (map = churned(count)), 300);
      withInput(
        `${grouped(count)} × (set of a new key, delete of the oldest), which leaves 5 entries`,
        () => {
          within(kept, 300, 'kB in use afterwards');
        },
      );
      withInput(`the same, then ${grouped(readings)} readings of the 5 entries left`, () => {
        let read = 0;
        for (let i = 0; i < readings; i++) for (const [key] of map) read += key > 0 ? 1 : 0;
        expect(read, 'entries read').toBe(5 * readings);
        expect(map.first(), 'first()').toEqual([count - 5, count - 5]);
        expect(keys(map), 'keys').toEqual([5, 4, 3, 2, 1].map((n) => count - n));
      });
    },
  );

  test({ en: 'no builtin Map or Set does the work', zh: '没有内置的 Map 或 Set 在背后干活' }, () => {
    withInput('200 × set, get, has, moveToEnd, delete, first, last, and reading all', () => {
      let read = 0;
      withoutCollections(() => {
        const map = new InsertionMap<number, number>(numbers);
        for (let key = 0; key < 200; key++) map.set(key, key);
        for (let key = 0; key < 200; key += 2) map.moveToEnd(key);
        for (let key = 0; key < 200; key += 3) map.delete(key);
        for (const [key] of map) read += map.has(key) && map.get(key) === key ? 1 : 0;
        map.first();
        map.last();
        map.clear();
      });
      expect(read, 'entries read').toBe(133);
    });
  });
}
