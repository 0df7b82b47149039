import { movedElements, withoutCollections } from './builtin.ts';
import { InsertionMap } from '#solution';
import { test, withInput } from '@katas/kata/suite';
import { expect } from 'vitest';
import { keys, within } from './expectation.ts';
import { numbers } from './hashers.ts';
import { kilobytesKeptBy } from './memory.ts';
import { MeteredHasher } from './meter.ts';
import { sequence, shuffled } from './sequence.ts';

/** A map of 5 entries after 100 000 were set and deleted. */
function churned(): InsertionMap<number, number> {
  const map = new InsertionMap<number, number>(numbers);
  for (let key = 0; key < 5; key++) map.set(key, key);
  for (let key = 5; key < 100_000; key++) {
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
      const size = 4000;
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
      withInput(
        'a map of 15 000; from the front: first(), moveToEnd, delete; from the back: last(), delete',
        () => {
          const size = 15_000;
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
      withInput('a map of 30 000; 150 000 × get', () => {
        const map = new InsertionMap<number, number>(numbers);
        for (let key = 0; key < 30_000; key++) map.set(key, key);
        let right = 0;
        for (let i = 0, key = 0; i < 150_000; i++, key = (key + 7919) % 30_000)
          if (map.get(key) === key) right++;
        expect(right, 'right answers').toBe(150_000);
      });
    },
  );

  test(
    {
      en: 'first and last are at hand, however many entries beside them were deleted',
      zh: '无论旁边删掉了多少条目，first 与 last 都随手可得',
    },
    () => {
      for (const end of ['first', 'last'] as const) {
        withInput(`a map of 40 000, the ${end} 19 000 of which are deleted; then 200 000 × ${end}()`, () => {
          const map = new InsertionMap<number, number>(numbers);
          for (let key = 0; key < 40_000; key++) map.set(key, key);
          for (let key = 0; key < 19_000; key++) map.delete(end === 'first' ? key : 39_999 - key);
          const wanted = end === 'first' ? 19_000 : 20_999;
          let right = 0;
          for (let i = 0; i < 200_000; i++) if (map[end]()?.[0] === wanted) right++;
          expect(right, 'right answers').toBe(200_000);
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
      const kept = kilobytesKeptBy(() => (map = churned()), 300);
      withInput('100 000 × (set of a new key, delete of the oldest), which leaves 5 entries', () => {
        within(kept, 300, 'kB in use afterwards');
      });
      withInput('the same, then 20 000 readings of the 5 entries left', () => {
        let read = 0;
        for (let i = 0; i < 20_000; i++) for (const [key] of map) read += key > 0 ? 1 : 0;
        expect(read, 'entries read').toBe(100_000);
        expect(map.first(), 'first()').toEqual([99_995, 99_995]);
        expect(keys(map), 'keys').toEqual([99_995, 99_996, 99_997, 99_998, 99_999]);
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
