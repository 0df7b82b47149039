import './builtin.ts';
import { type Hasher, InsertionMap } from '#solution';
import { forAll, sized, test, withInput } from '@katas/kata/suite';
import { expect } from 'vitest';
import { drained, keys, same, sameEntry } from './expectation.ts';
import { caseless, numbers, points, words } from './hashers.ts';
import { plainPrograms, runProgram, showProgram } from './insertion-program.ts';
import { insertionCosts } from './insertion-costs.ts';
import { lettered, listed } from './letters.ts';
import { sealed } from './sealed.ts';
import { sequence, shuffled } from './sequence.ts';
import { ACTIONS, throwInTurn } from './throwing-hasher.ts';

function filled(count: number): InsertionMap<number, string> {
  const map = new InsertionMap<number, string>(numbers);
  for (let key = 0; key < count; key++) map.set(key, `value ${key}`);
  return map;
}

test({ en: 'a new map is empty', zh: '新建的 map 是空的' }, () => {
  withInput('const map = new InsertionMap<number, string>(numbers);', () => {
    const map = new InsertionMap<number, string>(numbers);
    expect(map.size, 'size of a new map').toBe(0);
    expect(map.get(1), 'get(1) on a new map').toBe(undefined);
    expect(map.has(1), 'has(1) on a new map').toBe(false);
    expect(map.delete(1), 'delete(1) on a new map').toBe(false);
    expect(map.moveToEnd(1), 'moveToEnd(1) on a new map').toBe(false);
    expect(map.first(), 'first() on a new map').toBe(undefined);
    expect(map.last(), 'last() on a new map').toBe(undefined);
    expect(drained(map), 'entries of a new map').toEqual([]);
    map.clear();
    expect(map.size, 'size after clear() on a new map').toBe(0);
  });
});

test(
  {
    en: 'a key that was set is found with its value, any other is not',
    zh: '设置过的键能取到它的值，别的键取不到',
  },
  () => {
    withInput("map.set('b', 1).set('a', 2)", () => {
      const map = new InsertionMap<string, number>(words);
      expect(map.set('b', 1).set('a', 2) === map, 'set returns the map itself').toBe(true);
      expect(map.size, 'size').toBe(2);
      expect(map.get('b'), "get('b')").toBe(1);
      expect(map.get('a'), "get('a')").toBe(2);
      expect(map.get('c'), "get('c')").toBe(undefined);
      expect(map.has('a'), "has('a')").toBe(true);
      expect(map.has('c'), "has('c')").toBe(false);
    });
    const map = filled(1000);
    expect(map.size, 'size after 1000 different keys').toBe(1000);
    for (let key = 0; key < 1000; key++)
      same(map.get(key), `value ${key}`, `get(${key}) in a map of 0 … 999`);
    for (let key = 1000; key < 1100; key++) same(map.has(key), false, `has(${key}) in a map of 0 … 999`);
  },
);

test(
  {
    en: 'entries come in the order in which their keys were first set',
    zh: '遍历顺序就是键第一次被设置的顺序',
  },
  () => {
    withInput("for (const letter of 'qwertz') map.set(letter, …)", () => {
      expect(keys(lettered('qwertz')).join(''), 'keys').toBe('qwertz');
    });
    const order = shuffled(sequence('ascending', 500));
    const map = new InsertionMap<number, number>(numbers);
    for (const key of order) map.set(key, -key);
    expect(keys(map), 'keys of a map that was filled in random order').toEqual(order);
  },
);

test({ en: 'setting a key again keeps its place', zh: '再次设置已有的键，值被替换，位置不变' }, () => {
  withInput("map.set('a', 1).set('b', 2).set('c', 3); map.set('a', 9)", () => {
    const map = new InsertionMap<string, number>(words);
    map.set('a', 1).set('b', 2).set('c', 3);
    map.set('a', 9);
    expect(map.size, 'size').toBe(3);
    expect(drained(map), 'entries').toEqual([
      ['a', 9],
      ['b', 2],
      ['c', 3],
    ]);
    expect(map.get('a'), "get('a')").toBe(9);
    expect(map.first(), 'first()').toEqual(['a', 9]);
  });
});

test(
  {
    en: 'equal is what the hasher calls equal, and the key object that came first stays',
    zh: '键是否相等由 hasher 决定，且保留最先放入的那个键对象',
  },
  () => {
    withInput("map.set('Go', 1); map.set('GO', 2)   // a hasher that ignores case", () => {
      const map = new InsertionMap<string, number>(caseless);
      map.set('Go', 1);
      map.set('GO', 2);
      expect(map.size, 'size').toBe(1);
      expect(map.get('go'), "get('go')").toBe(2);
      expect(drained(map), 'entries').toEqual([['Go', 2]]);
      expect(map.moveToEnd('gO'), "moveToEnd('gO')").toBe(true);
      expect(drained(map), "entries after moveToEnd('gO')").toEqual([['Go', 2]]);
      expect(map.delete('gO'), "delete('gO')").toBe(true);
      expect(map.size, "size after delete('gO')").toBe(0);
    });
    withInput('map.set(p, 1); map.set({ ...p }, 2)   // points, equal by x and y', () => {
      const map = new InsertionMap<{ x: number; y: number }, number>(points);
      const p = { x: 1, y: 2 };
      map.set(p, 1);
      map.set({ ...p }, 2);
      expect(map.size, 'size').toBe(1);
      sameEntry(map.first(), [p, 2], 'first(), with the key object that was set first');
      expect(map.has({ x: 2, y: 1 }), 'has({ x: 2, y: 1 })').toBe(false);
    });
  },
);

test(
  { en: 'a stored undefined is an entry, not an absence', zh: '存入的 undefined 是一个条目，不等于键不存在' },
  () => {
    withInput("map.set('a', undefined)", () => {
      const map = new InsertionMap<string, string | undefined>(words);
      map.set('a', undefined);
      expect(map.has('a'), "has('a')").toBe(true);
      expect(map.get('a'), "get('a')").toBe(undefined);
      expect(map.size, 'size').toBe(1);
      expect(map.first(), 'first()').toEqual(['a', undefined]);
      expect(drained(map), 'entries').toEqual([['a', undefined]]);
      map.set('b', 'x').set('a', undefined);
      expect(keys(map), "keys after set('b', 'x').set('a', undefined)").toEqual(['a', 'b']);
      expect(map.moveToEnd('a'), "moveToEnd('a')").toBe(true);
      expect(keys(map), "keys after moveToEnd('a')").toEqual(['b', 'a']);
      expect(map.delete('a'), "delete('a')").toBe(true);
      expect(map.has('a'), "has('a') after delete('a')").toBe(false);
      expect(map.delete('a'), "delete('a') once more").toBe(false);
    });
    withInput("null, 0, '', false and NaN as values", () => {
      const odd = [null, 0, '', false, Number.NaN];
      const map = new InsertionMap<number, unknown>(numbers);
      for (const [key, value] of odd.entries()) map.set(key, value);
      for (const [key, value] of odd.entries()) expect(map.get(key), `get(${key})`).toBe(value);
      const values = drained(map).map(([, value]) => value);
      expect(values, 'values').toEqual(odd);
    });
    withInput('a map whose key is undefined, and whose value is null', () => {
      const anything: Hasher<undefined> = { hash: () => 0, equals: (a, b) => a === b };
      const map = new InsertionMap<undefined, null>(anything);
      map.set(undefined, null);
      expect(map.has(undefined), 'has(undefined)').toBe(true);
      expect(map.get(undefined), 'get(undefined)').toBe(null);
      expect(map.last(), 'last()').toEqual([undefined, null]);
    });
  },
);

test(
  {
    en: 'a deleted key is gone, and comes back at the end when it is set again',
    zh: '删除的键不再存在，重新设置时排到末尾',
  },
  () => {
    withInput("map of a b c; map.delete('a'); map.set('a', 9)", () => {
      const map = lettered('abc');
      expect(map.delete('a'), "delete('a')").toBe(true);
      expect(map.has('a'), "has('a')").toBe(false);
      expect(map.get('a'), "get('a')").toBe(undefined);
      expect(map.delete('a'), "delete('a') once more").toBe(false);
      expect(map.size, 'size').toBe(2);
      expect(keys(map), 'keys').toEqual(['b', 'c']);
      map.set('a', 9);
      expect(keys(map), "keys after set('a', 9)").toEqual(['b', 'c', 'a']);
    });
    for (const gone of ['a', 'b', 'c', 'd', 'ab', 'cd', 'bc', 'da', 'dcb', 'abcd']) {
      withInput(`map of a b c d; then delete ${listed(gone, ', ')}; then map.set('e', 5)`, () => {
        const map = lettered('abcd');
        for (const key of gone) expect(map.delete(key), `delete('${key}')`).toBe(true);
        const left = Array.from('abcd').filter((key) => !gone.includes(key));
        expect(keys(map), 'keys').toEqual(left);
        expect(map.last()?.[0], 'key of last()').toBe(left.at(-1));
        map.set('e', 5);
        expect(keys(map), "keys after set('e', 5)").toEqual([...left, 'e']);
        expect(map.first()?.[0], "key of first() after set('e', 5)").toBe(left[0] ?? 'e');
      });
    }
  },
);

test(
  { en: 'first and last are the oldest and the newest entry', zh: 'first 与 last 是最早和最新的条目' },
  () => {
    withInput('map of a b c', () => {
      const map = lettered('abc');
      expect(map.first(), 'first()').toEqual(['a', 0]);
      expect(map.last(), 'last()').toEqual(['c', 2]);
      map.delete('a');
      map.delete('c');
      expect(map.first(), 'first(), only b is left').toEqual(['b', 1]);
      expect(map.last(), 'last(), only b is left').toEqual(['b', 1]);
      map.delete('b');
      expect(map.first(), 'first(), none is left').toBe(undefined);
      expect(map.last(), 'last(), none is left').toBe(undefined);
    });
  },
);

test(
  {
    en: 'moveToEnd moves an entry with its value, and says whether there was one',
    zh: 'moveToEnd 把条目连同值移到末尾，并返回键是否存在',
  },
  () => {
    for (const [key, after] of [
      ['a', 'bca'],
      ['b', 'acb'],
      ['c', 'abc'],
    ] as const) {
      withInput(`map of a b c; map.moveToEnd('${key}')`, () => {
        const map = lettered('abc');
        const value = map.get(key);
        expect(map.moveToEnd(key), `moveToEnd('${key}')`).toBe(true);
        expect(keys(map).join(''), 'keys').toBe(after);
        expect(map.get(key), `get('${key}')`).toBe(value);
        expect(map.last(), 'last()').toEqual([key, value]);
        expect(map.first()?.[0], 'key of first()').toBe(after[0]);
        expect(map.size, 'size').toBe(3);
        map.set('d', 3);
        expect(keys(map).join(''), "keys after set('d', 3)").toBe(`${after}d`);
      });
    }
    withInput("map of a b c; map.moveToEnd('x')", () => {
      const map = lettered('abc');
      expect(map.moveToEnd('x'), "moveToEnd('x')").toBe(false);
      expect(map.has('x'), "has('x')").toBe(false);
      expect(keys(map).join(''), 'keys').toBe('abc');
    });
    withInput("map of a alone; map.moveToEnd('a'); map.delete('a')", () => {
      const map = lettered('a');
      expect(map.moveToEnd('a'), "moveToEnd('a')").toBe(true);
      expect(drained(map), 'entries').toEqual([['a', 0]]);
      expect(map.delete('a'), "delete('a')").toBe(true);
      expect(drained(map), "entries after delete('a')").toEqual([]);
    });
  },
);

test({ en: 'clear empties the map, and it works on', zh: 'clear 清空 map，之后可以照常使用' }, () => {
  withInput("map of a b c; map.clear(); map.set('b', 7)", () => {
    const map = lettered('abc');
    map.clear();
    expect(map.size, 'size after clear()').toBe(0);
    expect(map.has('a'), "has('a') after clear()").toBe(false);
    expect(map.first(), 'first() after clear()').toBe(undefined);
    expect(map.last(), 'last() after clear()').toBe(undefined);
    expect(drained(map), 'entries after clear()').toEqual([]);
    expect(map.delete('a'), "delete('a') after clear()").toBe(false);
    map.set('b', 7);
    expect(drained(map), "entries after set('b', 7)").toEqual([['b', 7]]);
    expect(map.size, "size after set('b', 7)").toBe(1);
  });
});

test(
  { en: 'keys that look like array indices keep their place', zh: '形如数组下标的键也保持插入顺序' },
  () => {
    withInput("keys set in this order: '10', '9', 'b', '1', '0', 'a', '-1'", () => {
      const order = ['10', '9', 'b', '1', '0', 'a', '-1'];
      const map = new InsertionMap<string, number>(words);
      for (const key of order) map.set(key, 0);
      expect(keys(map), 'keys').toEqual(order);
    });
    withInput("the number 1 and the string '1' as keys, which the hasher tells apart", () => {
      const map = new InsertionMap<string | number, string>({ hash: Number, equals: (a, b) => a === b });
      map.set('1', 'string').set(1, 'number');
      expect(drained(map), 'entries').toEqual([
        ['1', 'string'],
        [1, 'number'],
      ]);
    });
    withInput("keys '__proto__', 'constructor', 'toString'", () => {
      const order = ['__proto__', 'constructor', 'toString'];
      const map = new InsertionMap<string, number>(words);
      for (const key of order) expect(map.has(key), `has('${key}') before it is set`).toBe(false);
      for (const key of order) map.set(key, 1);
      expect(keys(map), 'keys').toEqual(order);
    });
  },
);

const ODD_HASHES: readonly [string, (key: number) => number][] = [
  ['negative', (key) => -1 - key],
  ['fractional', (key) => key + 0.5],
  ['small fractions', (key) => key / 1000],
  ['beyond 2³¹', (key) => 2 ** 31 + key],
  ['beyond 2³²', (key) => 2 ** 32 * (key + 1)],
  ['beyond 2⁵³', (key) => 2 ** 60 * (key + 1)],
  ['huge', (key) => (key % 2 === 0 ? 1 : -1) * 10 ** (290 + (key % 10))],
  ['NaN', () => Number.NaN],
  ['infinite', (key) => (key % 2 === 0 ? Infinity : -Infinity)],
  ['mixed', (key) => [Number.NaN, Infinity, -Infinity, -key, key / 7, 0][key % 6] ?? 0],
];

test({ en: 'any number is a legal hash', zh: '任何数字都是合法的哈希值' }, () => {
  for (const [kind, hash] of ODD_HASHES) {
    withInput(`hashes that are ${kind}: ${hash.toString()}`, () => {
      const map = new InsertionMap<number, number>({ hash, equals: (a, b) => a === b });
      const order = shuffled(sequence('ascending', 40));
      for (const key of order) map.set(key, -key);
      for (const key of order) map.set(key, key + 1);
      same(map.size, 40, 'size after 40 keys, each of them set twice');
      expect(keys(map), 'keys').toEqual(order);
      for (const key of order) same(map.get(key), key + 1, `get(${key})`);
      same(map.has(40), false, 'has(40), a key that was never set');
      for (const key of order.slice(0, 20)) same(map.delete(key), true, `delete(${key})`);
      expect(keys(map), 'keys after 20 of them were deleted').toEqual(order.slice(20));
      for (const key of order.slice(20)) same(map.moveToEnd(key), true, `moveToEnd(${key})`);
      expect(keys(map), 'keys after each was moved to the end').toEqual(order.slice(20));
    });
  }
});

test({ en: 'keys whose hashes all collide stay apart', zh: '哈希全部冲突的键也互不混淆' }, () => {
  withInput('hash: () => 7', () => {
    const map = new InsertionMap<number, number>({ hash: () => 7, equals: (a, b) => a === b });
    for (let key = 0; key < 60; key++) map.set(key, key * 2);
    for (let key = 0; key < 60; key += 3) same(map.delete(key), true, `delete(${key})`);
    for (let key = 0; key < 60; key++) {
      same(map.has(key), key % 3 !== 0, `has(${key}) after every third key was deleted`);
      same(
        map.get(key),
        key % 3 === 0 ? undefined : key * 2,
        `get(${key}) after every third key was deleted`,
      );
    }
    expect(keys(map), 'keys').toEqual(sequence('ascending', 60).filter((key) => key % 3 !== 0));
  });
});

test({ en: 'a hasher that throws leaves the map as it was', zh: 'hasher 抛错时，map 保持原样' }, () => {
  for (let size = 1; size <= 34; size += sized(1, 11)) {
    for (const action of ACTIONS) {
      for (const part of ['hash', 'equals'] as const) throwInTurn({ size, part, action });
    }
  }
});

test(
  {
    en: 'only the hasher looks inside a key, and any value can be one',
    zh: '只有 hasher 能看键的内部，任何值都可以当键',
  },
  () => {
    withInput('keys that throw when anybody reads them, told apart by a hasher that does not', () => {
      const all = Array.from({ length: 40 }, sealed);
      const map = new InsertionMap<unknown, number>({
        hash: (key) => all.indexOf(key as object) % 7,
        equals: Object.is,
      });
      for (const [i, key] of all.entries()) map.set(key, i);
      for (const [i, key] of all.entries()) same(map.get(key), i, `get(key ${i})`);
      for (const key of all.slice(0, 20))
        same(map.moveToEnd(key) && map.delete(key), true, 'moveToEnd(key), delete(key)');
      let i = 20;
      for (const [key, value] of map)
        same(key === all[value] && value === i++, true, `the next entry is that of key ${i - 1}`);
      same(map.size, 20, 'size');
    });
    withInput("undefined, null, NaN, '', 0 and false as keys, compared by Object.is", () => {
      const odd = [undefined, null, Number.NaN, '', 0, false];
      const map = new InsertionMap<unknown, number>({ hash: () => 0, equals: Object.is });
      for (const [index, key] of odd.entries()) map.set(key, index);
      expect(keys(map), 'keys').toEqual(odd);
      for (const [index, key] of odd.entries()) expect(map.get(key), `get(${String(key)})`).toBe(index);
    });
  },
);

test({ en: 'two maps do not influence each other', zh: '两个 map 互不影响' }, () => {
  withInput("one.set('a', 1); two.set('a', 2); one.delete('a')", () => {
    const one = new InsertionMap<string, number>(words);
    const two = new InsertionMap<string, number>(caseless);
    one.set('a', 1).set('A', 3);
    two.set('a', 2);
    expect(one.size, 'one.size').toBe(2);
    expect(two.get('A'), "two.get('A')").toBe(2);
    one.delete('a');
    expect(two.has('a'), "two.has('a') after one.delete('a')").toBe(true);
    one.clear();
    expect(drained(two), 'entries of two after one.clear()').toEqual([['a', 2]]);
    two.set('b', 4);
    expect(one.size, "one.size after one.clear() and two.set('b', 4)").toBe(0);
  });
});

test(
  { en: 'a pair handed out belongs to the caller', zh: '交出的键值对归调用者所有，改动它不影响 map' },
  () => {
    withInput(
      "const pair = map.first(); pair[1] = 99; and the same for last() and the iterator's pairs",
      () => {
        const map = lettered('abc');
        const given = [map.first(), map.last(), ...drained(map)];
        for (const pair of given) if (pair !== undefined) pair[1] = 99;
        expect(drained(map), 'entries').toEqual([
          ['a', 0],
          ['b', 1],
          ['c', 2],
        ]);
        const kept = map.first();
        map.set('a', 5);
        expect(kept, "a pair from first(), after set('a', 5)").toEqual(['a', 0]);
      },
    );
  },
);

test({ en: 'without a hasher there is a TypeError', zh: '没有 hasher 时抛出 TypeError' }, () => {
  for (const none of [undefined, null, {}]) {
    withInput(
      `new InsertionMap(${none === undefined ? 'undefined' : JSON.stringify(none)}).set(1, 1)`,
      () => {
        expect(
          () => new InsertionMap<number, number>(none as never).set(1, 1),
          'new InsertionMap(…).set(1, 1)',
        ).toThrow(TypeError);
      },
    );
  }
});

test(
  {
    en: 'any sequence of operations gives what a plain list would give',
    zh: '任意操作序列的结果都与一个普通列表一致',
  },
  () => {
    forAll({ of: plainPrograms, show: showProgram, holds: runProgram, runs: 200 });
  },
);

insertionCosts();
