import { InsertionMap } from '#solution';
import { forAll, sized, test, withInput } from '@katas/kata/suite';
import { expect } from 'vitest';
import { drained, grouped, keys, next, nextKey, same, within } from './expectation.ts';
import { numbers } from './hashers.ts';
import { livePrograms, runProgram, showProgram } from './insertion-program.ts';
import { lettered, listed, loop } from './letters.ts';
import { kilobytesKeptBy } from './memory.ts';
import { MeteredHasher } from './meter.ts';

test(
  {
    en: 'an iterator can itself be iterated, and each one starts at the oldest entry',
    zh: '迭代器自身可迭代，每个新迭代器都从最早的条目开始',
  },
  () => {
    withInput('map of a b c; const it = map[Symbol.iterator]()', () => {
      const map = lettered('abc');
      const iterator = map[Symbol.iterator]();
      expect(iterator[Symbol.iterator]() === iterator, 'it[Symbol.iterator]() === it').toBe(true);
      expect(next(iterator), 'it.next()').toEqual(['a', 0]);
      expect(keys(iterator), 'keys that the rest of `it` shows').toEqual(['b', 'c']);
      expect(keys(map), 'keys that a new iterator shows').toEqual(['a', 'b', 'c']);
    });
  },
);

test(
  {
    en: 'an iterator that is done stays done, whatever is added',
    zh: '迭代器一旦结束就一直是结束状态，之后再添加也一样',
  },
  () => {
    for (const letters of ['', 'a', 'abc']) {
      withInput(
        `map of ${letters === '' ? 'nothing' : letters}; read \`it\` to its end; map.set('z', 9); it.next()`,
        () => {
          const map = lettered(letters);
          const iterator = map[Symbol.iterator]();
          expect(keys(iterator).join(''), 'keys that `it` shows').toBe(letters);
          expect(nextKey(iterator), 'it.next() after its end').toBe('done');
          map.set('z', 9);
          expect(nextKey(iterator), "it.next() after its end and set('z', 9)").toBe('done');
          map.clear();
          map.set('y', 8);
          expect(nextKey(iterator), "it.next() after its end, clear() and set('y', 8)").toBe('done');
        },
      );
    }
  },
);

test(
  { en: 'an entry that is deleted before its turn is not shown', zh: '还没轮到就被删除的条目不会出现' },
  () => {
    for (const [gone, shown] of [
      ['b', 'acd'],
      ['c', 'abd'],
      ['d', 'abc'],
      ['bc', 'ad'],
      ['cb', 'ad'],
      ['bcd', 'a'],
      ['dcb', 'a'],
    ] as const) {
      withInput(`map of a b c d; at a, delete ${listed(gone)}`, () => {
        const map = lettered('abcd');
        const seen = loop(map, (key) => {
          if (key === 'a') for (const other of gone) map.delete(other);
        });
        expect(seen, 'keys that the loop shows').toBe(shown);
      });
    }
    withInput("map of a b c; const it = map[Symbol.iterator](); map.delete('a'); it.next()", () => {
      const map = lettered('abc');
      const iterator = map[Symbol.iterator]();
      map.delete('a');
      expect(nextKey(iterator), 'key that it.next() shows').toBe('b');
    });
  },
);

test(
  {
    en: 'an iterator survives the removal of the entry it stands on',
    zh: '迭代器所在的条目被删除后，遍历照常继续',
  },
  () => {
    withInput('map of a b c d; delete each entry when it is shown', () => {
      const map = lettered('abcd');
      expect(
        loop(map, (key) => map.delete(key)),
        'keys that the loop shows',
      ).toBe('abcd');
      expect(map.size, 'size afterwards').toBe(0);
    });
    for (const gone of ['b', 'ba', 'ab', 'bc', 'cb', 'abc', 'cba', 'bca']) {
      withInput(`map of a b c d; at b, delete ${listed(gone)}`, () => {
        const map = lettered('abcd');
        const seen = loop(map, (key) => {
          if (key === 'b') for (const other of gone) map.delete(other);
        });
        expect(seen, 'keys that the loop shows').toBe(gone.includes('c') ? 'abd' : 'abcd');
      });
    }
    withInput('map of a b c; at c, delete a, b and c, then add d and e', () => {
      const map = lettered('abc');
      const seen = loop(map, (key) => {
        if (key !== 'c') return;
        for (const other of 'abc') map.delete(other);
        map.set('d', 3).set('e', 4);
      });
      expect(seen, 'keys that the loop shows').toBe('abcde');
    });
  },
);

test({ en: 'an entry that is added during the iteration is shown', zh: '遍历过程中添加的条目会出现' }, () => {
  withInput('map of a b; at each of a, b, c: add the next letter', () => {
    const map = lettered('ab');
    const following: Record<string, string> = { a: 'c', b: 'd', c: 'e' };
    const seen = loop(map, (key) => {
      const added = following[key];
      if (added !== undefined) map.set(added, 0);
    });
    expect(seen, 'keys that the loop shows').toBe('abcde');
  });
  withInput("an empty map; const it = map[Symbol.iterator](); map.set('a', 0); it.next()", () => {
    const map = lettered('');
    const iterator = map[Symbol.iterator]();
    map.set('a', 0);
    expect(nextKey(iterator), 'key that it.next() shows').toBe('a');
    map.set('b', 1);
    expect(nextKey(iterator), "key that it.next() shows after set('b', 1)").toBe('b');
    expect(nextKey(iterator), 'it.next() at the end').toBe('done');
  });
  withInput('map of 10; add 2000 more while `it` is at the first', () => {
    const map = new InsertionMap<number, number>(numbers);
    for (let key = 0; key < 10; key++) map.set(key, key);
    const iterator = map[Symbol.iterator]();
    next(iterator);
    for (let key = 10; key < 2010; key++) map.set(key, key);
    const rest = drained(iterator, 3000).map(([key]) => key);
    same(rest.length, 2009, 'entries that the rest of `it` shows');
    for (const [i, key] of rest.entries()) same(key, i + 1, `entry ${i} of the rest of \`it\``);
  });
});

test({ en: 'a value is shown as it is when its turn comes', zh: '条目出现时显示的是它当时的值' }, () => {
  withInput("map of a b; at a, map.set('b', 42) and map.set('a', 41)", () => {
    const map = lettered('ab');
    const shown: [string, number][] = [];
    for (const entry of map) {
      shown.push(entry);
      if (shown.length > 10) expect.fail('the loop does not end');
      if (entry[0] === 'a') map.set('b', 42).set('a', 41);
    }
    expect(shown, 'entries that the loop shows').toEqual([
      ['a', 0],
      ['b', 42],
    ]);
  });
});

test(
  {
    en: 'an entry that was shown is not shown again, not even when it moves to the end',
    zh: '出现过的条目不会再次出现，即使被 moveToEnd 移到末尾',
  },
  () => {
    withInput('map of a b c; moveToEnd of each entry when it is shown', () => {
      const map = lettered('abc');
      expect(
        loop(map, (key) => map.moveToEnd(key)),
        'keys that the loop shows',
      ).toBe('abc');
      expect(keys(map).join(''), 'keys afterwards').toBe('abc');
    });
    withInput(
      'map of a b c d; at c, moveToEnd of a, then of b, then of a; then set a again, and add e',
      () => {
        const map = lettered('abcd');
        const seen = loop(map, (key) => {
          if (key !== 'c') return;
          for (const other of 'aba') map.moveToEnd(other);
          map.set('a', 7).set('e', 4);
        });
        expect(seen, 'keys that the loop shows').toBe('abcde');
        expect(keys(map).join(''), 'keys afterwards').toBe('cdbae');
      },
    );
    withInput('map of a b c; at b, set a, b and c again', () => {
      const map = lettered('abc');
      const seen = loop(map, (key) => {
        if (key === 'b') map.set('a', 7).set('b', 8).set('c', 9);
      });
      expect(seen, 'keys that the loop shows').toBe('abc');
    });
    withInput('map of a b; read a and b from `it`; moveToEnd of a; then a new iterator', () => {
      const map = lettered('ab');
      const iterator = map[Symbol.iterator]();
      nextKey(iterator);
      nextKey(iterator);
      map.moveToEnd('a');
      expect(nextKey(iterator), 'it.next()').toBe('done');
      expect(keys(map).join(''), 'keys that a new iterator shows').toBe('ba');
    });
  },
);

test(
  {
    en: 'an entry that moves does not take along the iterators that stand on it or beside it',
    zh: '条目移走时，停在它上面或旁边的迭代器不会被一起带走',
  },
  () => {
    for (const [first, second] of [
      ['move b', 'nothing'],
      ['move a', 'nothing'],
      ['move a', 'move b'],
      ['move b', 'move a'],
      ['delete b', 'move a'],
      ['move a', 'delete b'],
      ['delete a', 'move b'],
      ['move b', 'delete a'],
    ] as const) {
      withInput(`map of a b c d e; at b: ${first}, then ${second}   (move: moveToEnd)`, () => {
        const map = lettered('abcde');
        const seen = loop(map, (key) => {
          if (key !== 'b') return;
          for (const [what, other = ''] of [first.split(' '), second.split(' ')]) {
            if (what === 'move') map.moveToEnd(other);
            if (what === 'delete') map.delete(other);
          }
        });
        expect(seen, 'keys that the loop shows').toBe('abcde');
      });
    }
  },
);

test(
  {
    en: 'a key that is deleted and set again is a new entry at the end, and shown as such',
    zh: '删除后重新设置的键是末尾的新条目，会作为新条目出现',
  },
  () => {
    withInput('map of a b c; at b, delete a and b, then set b and a', () => {
      const map = lettered('abc');
      let once = true;
      const seen = loop(map, (key) => {
        if (key !== 'b' || !once) return;
        once = false;
        map.delete('a');
        map.delete('b');
        map.set('b', 5).set('a', 6);
      });
      expect(seen, 'keys that the loop shows').toBe('abcba');
    });
    withInput('map of a b c; at a, delete c and set it again, then add d', () => {
      const map = lettered('abc');
      const seen = loop(map, (key) => {
        if (key !== 'a') return;
        map.delete('c');
        map.set('c', 7).set('d', 8);
      });
      expect(seen, 'keys that the loop shows').toBe('abcd');
    });
  },
);

test(
  {
    en: 'after clear an open iterator shows only what is added afterwards',
    zh: 'clear 之后，打开着的迭代器只显示之后添加的条目',
  },
  () => {
    withInput('map of a b c; at b, clear', () => {
      const map = lettered('abc');
      expect(
        loop(map, (key) => (key === 'b' ? map.clear() : undefined)),
        'keys that the loop shows',
      ).toBe('ab');
    });
    for (const steps of [0, 1, 2, 3]) {
      withInput(`map of a b c; ${steps} × it.next(); map.clear(); set c, then x, then y`, () => {
        const map = lettered('abc');
        const iterator = map[Symbol.iterator]();
        for (let i = 0; i < steps; i++) nextKey(iterator);
        map.clear();
        map.set('c', 7).set('x', 8).set('y', 9);
        expect(keys(iterator).join(''), 'keys that the rest of `it` shows').toBe('cxy');
      });
    }
    withInput('map of a b c; it.next(); clear, set d, clear, set e', () => {
      const map = lettered('abc');
      const iterator = map[Symbol.iterator]();
      nextKey(iterator);
      map.clear();
      map.set('d', 3);
      map.clear();
      map.set('e', 4);
      expect(keys(iterator).join(''), 'keys that the rest of `it` shows').toBe('e');
    });
  },
);

test({ en: 'iterators of one map do not disturb each other', zh: '同一个 map 的多个迭代器互不干扰' }, () => {
  withInput('map of a b c d; one at a, two at c; delete c and a; add e', () => {
    const map = lettered('abcd');
    const one = map[Symbol.iterator]();
    const two = map[Symbol.iterator]();
    nextKey(one);
    for (let i = 0; i < 3; i++) nextKey(two);
    map.delete('c');
    map.delete('a');
    map.set('e', 4);
    expect(keys(two).join(''), 'keys that the rest of `two` shows').toBe('de');
    expect(keys(one).join(''), 'keys that the rest of `one` shows').toBe('bde');
  });
  withInput('a loop within a loop over the same map of a b c', () => {
    const map = lettered('abc');
    let shown = '';
    for (const [outer] of map) {
      for (const [inner] of map) shown += `${outer}${inner} `;
      if (shown.length > 100) expect.fail('the outer loop does not end');
    }
    expect(shown.trim(), 'pairs of keys').toBe('aa ab ac ba bb bc ca cb cc');
  });
});

test(
  { en: 'an operation that throws does not derail an open iterator', zh: '操作抛错不会让打开着的迭代器出错' },
  () => {
    withInput('map of 0 … 9; at each entry: a set and a delete that throw in hash', () => {
      const hasher = new MeteredHasher();
      const map = new InsertionMap<number, number>(hasher);
      for (let key = 0; key < 10; key++) map.set(key, key);
      const shown: number[] = [];
      for (const [key] of map) {
        shown.push(key);
        if (shown.length > 20) expect.fail('the loop does not end');
        for (const act of [() => map.set(99, 9), () => map.delete(key), () => map.moveToEnd(key)]) {
          hasher.hashes.arm(1, 'hash');
          expect(act, 'an operation whose hash throws').toThrow('hash throws');
          hasher.hashes.disarm();
        }
      }
      expect(shown, 'keys that the loop shows').toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });
  },
);

test(
  {
    en: 'changes between the steps of several iterators give what a plain list would give',
    zh: '在多个迭代器的步骤之间任意改动，结果都与一个普通列表一致',
  },
  () => {
    forAll({ of: livePrograms, show: showProgram, holds: runProgram, runs: 400 });
  },
);

test({ en: 'opening an iterator copies nothing', zh: '打开迭代器不复制任何内容' }, () => {
  const [size, times] = sized([20_000, 20_000], [1000, 500]);
  withInput(`a map of ${grouped(size)}; ${grouped(times)} × open an iterator and read one entry`, () => {
    const map = new InsertionMap<number, number>(numbers);
    for (let key = 0; key < size; key++) map.set(key, key);
    let sum = 0;
    for (let i = 0; i < times; i++) {
      for (const [key] of map) {
        sum += key + 1;
        break;
      }
    }
    expect(sum, 'entries read').toBe(times);
  });
});

test(
  {
    en: 'iterators that were left half-way cost the map nothing',
    zh: '中途放弃的迭代器不给 map 增加负担',
  },
  () => {
    const [left, held, end] = sized([100_000, 1000, 20_000], [1000, 50, 500]);
    withInput(
      `a map of 3; ${grouped(left)} × open an iterator, read one entry, leave it; add a key, delete the oldest`,
      () => {
        const kept = kilobytesKeptBy(() => {
          const map = new InsertionMap<number, number>(numbers);
          for (let key = 0; key < 3; key++) map.set(key, key);
          for (let key = 3; key < left; key++) {
            same(map[Symbol.iterator]().next().value?.[0], key - 3, 'key that a new iterator shows first');
            map.set(key, key);
            map.delete(key - 3);
          }
          same(map.size, 3, 'size');
          return map;
        }, 300);
        within(kept, 300, 'kB in use afterwards');
      },
    );
    withInput(
      `a map of 3; ${held} iterators held open at the first entry, through ${grouped(end)} × add and delete`,
      () => {
        const map = new InsertionMap<number, number>(numbers);
        for (let key = 0; key < 3; key++) map.set(key, key);
        const open = Array.from({ length: held }, () => map[Symbol.iterator]());
        for (const iterator of open) iterator.next();
        for (let key = 3; key < end; key++) {
          map.set(key, key);
          map.delete(key - 3);
        }
        for (const iterator of open.slice(0, 5)) {
          expect(keys(iterator), 'keys that the rest of an iterator shows').toEqual([
            end - 3,
            end - 2,
            end - 1,
          ]);
        }
      },
    );
  },
);
