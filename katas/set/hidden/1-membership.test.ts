import { ODD_HASH, withoutBuiltins } from './builtins.ts';
import { HashSet, type Hasher } from '#solution';
import { forAll, sized, test, withInput } from '@katas/kata/suite';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { must, same, thrownBy } from './expectation.ts';
import { colliding, CountingHasher, integers, letters } from './hashers.ts';
import { alphabet, letterHasher, letterOp } from './letters.ts';
import { line, Model, sameMembers, show, step } from './model.ts';
import { Vault } from './opaque.ts';

const MAX_CALLS_ON_AVERAGE = 16;
// From small to large: what is far too slow is told so before it takes too long.
const counts = (): readonly number[] => sized([80, 1200, 5000, 20_000], [80, 600]);

test({ en: 'a new set is empty', zh: '新建的集合是空的' }, () => {
  withInput('const set = new HashSet<number>({ hash: (n) => n, equals: (a, b) => a === b });', () => {
    const set = new HashSet(integers);
    expect(set.size, 'size of a new set').toBe(0);
    expect(set.has(1), 'has(1) on a new set').toBe(false);
    expect(set.delete(1), 'delete(1) on a new set').toBe(false);
    set.clear();
    expect(set.size, 'size after clear() on a new set').toBe(0);
  });
});

test(
  {
    en: 'the constructor adds each of the given values once, from whatever can be iterated',
    zh: '构造函数把给定的值各加入一次，任何可迭代的来源都可以',
  },
  () => {
    withInput('new HashSet(letters, ["b", "a", "B", "c", "a"])   // letters: case does not matter', () => {
      const set = new HashSet(letters, ['b', 'a', 'B', 'c', 'a']);
      expect(set.size, 'size').toBe(3);
      for (const value of ['a', 'b', 'c', 'A']) expect(set.has(value), `has('${value}')`).toBe(true);
      expect(set.has('d'), "has('d')").toBe(false);
    });
    let reads = 0;
    function* thirty(): Generator<number> {
      for (let n = 0; n < 30; n++, reads++) yield n;
    }
    const set = new HashSet(integers, thirty());
    expect(reads, 'values read from a generator of 30').toBe(30);
    expect(set.size, 'size after a generator of 30 values').toBe(30);
    expect(new HashSet(integers, []).size, 'size of new HashSet(hasher, [])').toBe(0);
  },
);

test(
  { en: 'add counts a value once and returns the set', zh: 'add 对相等的值只计一次，并返回集合本身' },
  () => {
    withInput('set.add(5).add(6).add(5)', () => {
      const set = new HashSet(integers);
      expect(set.add(5).add(6).add(5) === set, 'add returns the set itself').toBe(true);
      expect(set.size, 'size after add(5).add(6).add(5)').toBe(2);
      expect(set.has(5), 'has(5)').toBe(true);
      expect(set.has(6), 'has(6)').toBe(true);
    });
  },
);

test(
  {
    en: 'delete says whether the value was there and removes that value only',
    zh: 'delete 返回该值是否存在，且只删除该值',
  },
  () => {
    withInput('const set = new HashSet(hasher, [1, 2, 3]); set.delete(2); set.delete(2);', () => {
      const set = new HashSet(integers, [1, 2, 3]);
      expect(set.delete(2), 'delete(2)').toBe(true);
      expect(set.has(2), 'has(2) after delete(2)').toBe(false);
      expect(set.size, 'size after delete(2)').toBe(2);
      expect(set.delete(2), 'delete(2) for the second time').toBe(false);
      expect(set.size, 'size after delete(2) for the second time').toBe(2);
      expect(set.has(1) && set.has(3), 'has(1) && has(3) after delete(2)').toBe(true);
    });
  },
);

test(
  {
    en: 'clear removes everything, and the set goes on like a new one',
    zh: 'clear 清空集合，之后仍可像新集合一样使用',
  },
  () => {
    const set = new HashSet(integers);
    for (let n = 0; n < 100; n++) set.add(n);
    set.clear();
    expect(set.size, 'size after clear()').toBe(0);
    for (let n = 0; n < 100; n++) same(set.has(n), false, `has(${n}) after clear()`);
    for (let n = 50; n < 80; n++) set.add(n);
    expect(set.size, 'size after clear() and 30 adds').toBe(30);
    for (let n = 0; n < 100; n++) same(set.has(n), n >= 50 && n < 80, `has(${n}) after clear() and 30 adds`);
  },
);

test(
  {
    en: 'values are equal when the hasher says so, whether or not they are the same object',
    zh: '两个值是否相等由 hasher 决定，与是否同一个对象无关',
  },
  () => {
    interface Point {
      readonly x: number;
      readonly y: number;
      readonly label?: string;
    }
    const byPlace: Hasher<Point> = {
      hash: (p) => p.x * 31 + p.y,
      equals: (a, b) => a.x === b.x && a.y === b.y,
    };
    withInput('points are equal when x and y are: label does not matter', () => {
      const set = new HashSet(byPlace, [{ x: 1, y: 2, label: 'home' }]);
      expect(set.has({ x: 1, y: 2 }), 'has({ x: 1, y: 2 })').toBe(true);
      expect(set.has({ y: 2, x: 1, label: 'work' }), "has({ y: 2, x: 1, label: 'work' })").toBe(true);
      expect(set.has({ x: 2, y: 1 }), 'has({ x: 2, y: 1 })').toBe(false);
      set.add({ x: 1, y: 2, label: 'again' });
      expect(set.size, 'size after adding an equal point').toBe(1);
      expect(set.delete({ x: 1, y: 2 }), 'delete({ x: 1, y: 2 })').toBe(true);
      expect(set.size, 'size after deleting it').toBe(0);
    });
    const byIdentity: Hasher<object> = { hash: () => 1, equals: (a, b) => a === b };
    const one = {};
    const set = new HashSet(byIdentity, [one, {}, {}]);
    expect(set.size, 'size of three objects that are equal only to themselves').toBe(3);
    expect(set.has({}), 'has({}) where objects are equal only to themselves').toBe(false);
    expect(set.has(one), 'has(one) where one was added').toBe(true);
  },
);

test(
  {
    en: 'undefined, null, NaN, false, 0 and the empty string are values like any other',
    zh: 'undefined、null、NaN、false、0 和空字符串都是普通的值',
  },
  () => {
    const odd: readonly unknown[] = [undefined, null, Number.NaN, false, 0, ''];
    for (const hash of [() => 0, (value: unknown) => odd.indexOf(value)]) {
      const set = new HashSet<unknown>({ hash, equals: Object.is });
      for (const [index, value] of odd.entries()) {
        same(set.has(value), false, `has(${show(value)}) before it is added`);
        set.add(value).add(value);
        same(set.size, index + 1, `size after add(${show(value)}) twice`);
      }
      for (const [index, value] of odd.entries()) {
        same(set.has(value), true, `has(${show(value)})`);
        same(set.delete(value), true, `delete(${show(value)})`);
        same(set.has(value), false, `has(${show(value)}) after it is deleted`);
        same(set.size, odd.length - index - 1, `size after delete(${show(value)})`);
      }
    }
  },
);

const HASHES: readonly number[] = [
  0,
  -0,
  1,
  -1,
  -7,
  -8,
  -16,
  0.5,
  -0.5,
  7.25,
  -1.75,
  5e-324,
  2 ** 31,
  -(2 ** 31),
  2 ** 31 + 1,
  2 ** 32,
  2 ** 32 + 0.5,
  -(2 ** 32) - 1,
  2 ** 53,
  -(2 ** 53),
  1e21,
  -1e300,
  Number.MAX_VALUE,
  Number.NaN,
  Infinity,
  -Infinity,
];

test(
  {
    en: 'every number is a legal hash: negative, fractional, beyond 2 ** 31, NaN, infinite',
    zh: '任何数都是合法的哈希值：负数、小数、超过 2 ** 31、NaN、无穷大',
  },
  () => {
    for (const hash of HASHES) {
      const name = Object.is(hash, -0) ? '-0' : String(hash);
      withInput(`hash: () => ${name}`, () => {
        const set = new HashSet<number>({ hash: () => hash, equals: (a, b) => a === b });
        for (let n = 0; n < 20; n++) set.add(n).add(n);
        same(set.size, 20, `size of 20 values with the hash ${name}`);
        for (let n = 0; n < 20; n++) same(set.has(n), true, `has(${n}) where every hash is ${name}`);
        same(set.has(20), false, `has(20), never added, where every hash is ${name}`);
        for (let n = 0; n < 20; n += 2) same(set.delete(n), true, `delete(${n}) where every hash is ${name}`);
        for (let n = 0; n < 20; n++)
          same(set.has(n), n % 2 === 1, `has(${n}) after deleting the even numbers`);
      });
    }
    const all = new HashSet<number>({
      hash: (n) => HASHES[n % HASHES.length] ?? 0,
      equals: (a, b) => a === b,
    });
    for (let n = 0; n < 200; n++) all.add(n);
    for (let n = 0; n < 200; n++) same(all.has(n), true, `has(${n}) among hashes of all kinds`);
    expect(all.size, 'size of 200 values with hashes of all kinds').toBe(200);
  },
);

test(
  { en: 'values whose hashes all collide are still told apart', zh: '哈希值全部相同的值仍能区分开' },
  () => {
    const set = new HashSet(colliding);
    for (let n = 0; n < 300; n++) set.add(n);
    expect(set.size, 'size after 300 adds with one hash').toBe(300);
    for (let n = 0; n < 300; n += 3) same(set.delete(n), true, `delete(${n})`);
    for (let n = 0; n < 310; n++)
      same(set.has(n), n < 300 && n % 3 !== 0, `has(${n}) after deleting every third`);
    expect(set.size, 'size after deleting every third').toBe(200);
  },
);

test(
  {
    en: 'a value is found after others that share its way were deleted',
    zh: '删除同一探测路径上的其他值之后，剩下的值仍能找到',
  },
  () => {
    const orders = [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]]; // prettier-ignore
    for (const [name, hasher] of Object.entries({ 'n % 2': parity, '7': colliding, n: integers })) {
      for (const order of orders) {
        const set = new HashSet(hasher, [0, 1, 2, 3]);
        const program = [`// hash: ${name}`, 'const set = new HashSet(hasher, [0, 1, 2, 3]);'];
        for (const [at, gone] of order.entries()) {
          const left = order.slice(at + 1);
          set.delete(gone);
          program.push(`set.delete(${gone});`);
          withInput(program.join('\n'), () => {
            for (const n of order) same(set.has(n), left.includes(n), `has(${n}) after delete(${gone})`);
          });
          for (const n of left) {
            set.add(n);
            program.push(`set.add(${n}); // is there already`);
          }
          withInput(program.join('\n'), () => {
            same(set.size, left.length, `size after delete(${gone}) and adding again what is left`);
          });
        }
        set.add(2).add(2);
        same(set.size, 1, 'size after deleting all and adding 2 twice');
      }
    }
  },
);
const parity: Hasher<number> = { hash: (n) => n % 2, equals: (a, b) => a === b };

test(
  {
    en: 'a growing and shrinking set loses no value and doubles none',
    zh: '集合增大或缩小时，不丢值也不重复',
  },
  () => {
    const set = new HashSet(new CountingHasher(), []);
    for (let n = 0; n < 1000; n++) {
      set.add(n);
      same(set.size, n + 1, `size after add(${n})`);
      same(set.has(n), true, `has(${n}) right after add(${n})`);
    }
    for (let n = 0; n < 1000; n++) same(set.has(n), true, `has(${n}) after 1000 adds`);
    for (let n = 0; n < 1000; n++) if (n % 100 !== 0) same(set.delete(n), true, `delete(${n})`);
    for (let n = 0; n < 1000; n++)
      same(set.has(n), n % 100 === 0, `has(${n}) after deleting all but every 100th`);
    for (let n = 0; n < 1000; n++) set.add(n);
    for (let n = 0; n < 1000; n++) same(set.has(n), true, `has(${n}) after adding all again`);
    expect(set.size, 'size after adding all again').toBe(1000);
  },
);

test({ en: 'two instances do not influence each other', zh: '两个实例互不影响' }, () => {
  const first = new HashSet(integers);
  const second = new HashSet(integers);
  for (let n = 0; n < 40; n++) first.add(n);
  expect(second.size, 'size of a set that nothing was added to, while another has 40 values').toBe(0);
  for (let n = 20; n < 25; n++) second.add(n);
  first.delete(21);
  second.delete(23);
  expect([first.size, second.size], 'the sizes of the two sets').toEqual([39, 4]);
  for (let n = 0; n < 40; n++) {
    same(first.has(n), n !== 21, `first.has(${n})`);
    same(second.has(n), n >= 20 && n < 25 && n !== 23, `second.has(${n})`);
  }
  second.clear();
  expect(first.size, 'size of the first set after clear() of the second').toBe(39);
  const third = new HashSet(letters, ['x']);
  expect(third.has('X'), "has('X') with another hasher beside the two").toBe(true);
  expect(first.has(5), 'first.has(5) beside a set with another hasher').toBe(true);
  const negative = new HashSet<number>({ hash: (n) => -n * 977, equals: (a, b) => a === b });
  const positive = new HashSet(integers);
  for (let n = 0; n < 30; n++) {
    negative.add(n);
    positive.add(n);
    same(negative.has(n), true, `has(${n}) of a set with negative hashes, after both got ${n}`);
    same(positive.has(n), true, `has(${n}) of a set with positive hashes, after both got ${n}`);
  }
  for (let n = 0; n < 30; n++) same(positive.has(n), true, `has(${n}) of the one with positive hashes alone`);
  for (let n = 0; n < 30; n++) {
    same(negative.delete(n), true, `delete(${n}) of the one with negative hashes`);
    same(positive.has(n), true, `has(${n}) of the one with positive hashes`);
  }
});

test(
  {
    en: 'any sequence of add, delete, has and clear is answered as a plain list of values would',
    zh: '任意的 add、delete、has、clear 序列，结果都与一个普通的值列表一致',
  },
  () => {
    forAll({
      of: fc.record({ hasher: letterHasher, ops: fc.array(letterOp, { maxLength: 120, size: 'max' }) }),
      show: ({ hasher, ops }) => {
        const model = new Model(hasher);
        return [
          hasher.source,
          'const set = new HashSet<string>(hasher);',
          ...ops.map((op) => line(op, model)),
          '// and then size, and has() of every letter in both cases',
        ].join('\n');
      },
      holds: ({ hasher, ops }) => {
        const set = new HashSet(hasher);
        const model = new Model(hasher);
        for (const op of ops) step(op, set, model);
        sameMembers(set, model, alphabet);
      },
    });
  },
);

test(
  {
    en: 'has asks the hasher a bounded number of times on average, however many values there are',
    zh: '无论集合多大，has 平均只调用 hasher 常数次',
  },
  () => {
    for (const count of counts()) {
      const hasher = new CountingHasher();
      const set = new HashSet(hasher, numbersBelow(count));
      hasher.reset();
      for (let n = 0; n < count; n += 2) set.has(n);
      cheap(hasher, count / 2, `has of a value that is there, among ${count}`);
      hasher.reset();
      for (let n = 0; n < count; n += 2) set.has(-n - 1);
      cheap(hasher, count / 2, `has of a value that is not there, among ${count}`);
    }
  },
);

test(
  {
    en: 'add and delete ask the hasher a bounded number of times on average, growing included',
    zh: 'add 和 delete 平均只调用 hasher 常数次，扩容也算在内',
  },
  () => {
    for (const count of counts()) {
      const hasher = new CountingHasher();
      const set = new HashSet(hasher);
      for (let n = 0; n < count; n++) set.add(n);
      cheap(hasher, count, `add of ${count} values`);
      hasher.reset();
      for (let n = 0; n < count; n++) set.delete(n);
      cheap(hasher, count, `delete of ${count} values`);
    }
  },
);

function* numbersBelow(count: number): Generator<number> {
  for (let n = 0; n < count; n++) yield n;
}

test(
  {
    en: 'a table that does not grow with its values is found out, whatever it compares',
    zh: '哈希表必须随元素增多而扩容，无论它比较的是什么',
  },
  () => {
    // Hashes that a table keeps can be compared without asking anybody: a linear search then shows in its work alone.
    // With a handful of chains this takes seconds, in a table that grows a tenth of one.
    const many = sized(100_000, 1000);
    const set = new HashSet(new CountingHasher());
    for (let n = 0; n < many; n++) set.add(n);
    same(set.size, many, `size after ${many} adds`);
    for (let n = 0; n < many; n += 10) same(set.has(n), true, `has(${n}) after ${many} adds`);
    for (let n = 0; n < many; n += 10) same(set.delete(n), true, `delete(${n}) after ${many} adds`);
  },
);

test(
  {
    en: 'after a hundred thousand adds and deletes a small set is still searched as fast as a small one',
    zh: '十万次增删之后，小集合的查找仍和小集合一样快',
  },
  () => {
    const hasher = new CountingHasher();
    const set = new HashSet(hasher);
    for (let cycle = 1; cycle <= sized(100, 2); cycle++) {
      for (let n = (cycle - 1) * 1000; n < cycle * 1000; n++) {
        set.add(n);
        if (n >= 6) set.delete(n - 6);
      }
      expect(set.size, `size after ${cycle} × 1000 adds and all but 6 deletes`).toBe(6);
      cheap(
        hasher,
        2000,
        `each of the last 2000 adds and deletes, after ${cycle} × 1000, in a set of 6 values`,
      );
      hasher.reset();
    }
    for (let n = 0; n < 1000; n++) same(set.has(n), false, `has(${n}), deleted long ago`);
    cheap(hasher, 1000, 'has of a value deleted long ago');
  },
);

function cheap(hasher: CountingHasher, operations: number, what: string): void {
  const average = hasher.calls / operations;
  must(
    average <= MAX_CALLS_ON_AVERAGE,
    `${what}: ${average.toFixed(1)} calls of hash and equals on average, expected at most ${MAX_CALLS_ON_AVERAGE}`,
  );
  must(hasher.hashes > 0, `${what}: hash was never called`);
}

test(
  {
    en: 'what the hasher throws for a value reaches the caller, and the set is as it was',
    zh: 'hasher 抛出的错误原样传给调用者，集合保持原样',
  },
  () => {
    const refusal = new RangeError('not a value of this set');
    const refuse = (value: number): void => {
      if (Number.isNaN(value)) throw refusal;
    };
    const picky = (inside: 'hash' | 'equals'): Hasher<number> => ({
      hash: (n) => (inside === 'hash' && refuse(n), 3),
      equals: (a, b) => (inside === 'equals' && (refuse(a), refuse(b)), a === b),
    });
    for (const inside of ['hash', 'equals'] as const) {
      withInput(`${inside} throws for NaN; set = new HashSet(hasher, [0, 1, … 12])`, () => {
        const set = new HashSet(picky(inside));
        for (let size = 1; size <= 13; size++) {
          set.add(size - 1);
          for (const method of ['add', 'has', 'delete'] as const) {
            const call = `${method}(NaN), where ${inside} throws,`;
            same(
              thrownBy(() => set[method](Number.NaN), call),
              refusal,
              `the error of ${call}`,
            );
            same(set.size, size, `size after ${method}(NaN) threw`);
            for (let n = 0; n < 13; n++) same(set.has(n), n < size, `has(${n}) after ${method}(NaN) threw`);
          }
        }
        const made = 'new HashSet(hasher, [1, NaN])';
        same(
          thrownBy(() => new HashSet(picky(inside), [1, Number.NaN]), made),
          refusal,
          `the error of ${made}`,
        );
      });
    }
  },
);

test(
  {
    en: 'a missing hasher, or values that can not be iterated, are a TypeError',
    zh: '缺少 hasher，或给出的值不可迭代，都抛 TypeError',
  },
  () => {
    const missing = undefined as unknown as Hasher<number>;
    expect(() => new HashSet(missing, [1]), 'new HashSet(undefined, [1])').toThrow(TypeError);
    const five = 5 as unknown as Iterable<number>;
    expect(() => new HashSet(integers, five), 'new HashSet(hasher, 5)').toThrow(TypeError);
  },
);

test({ en: 'nobody but the hasher looks inside a value', zh: '只有 hasher 能查看值的内部' }, () => {
  const vault = new Vault();
  const set = new HashSet(vault);
  for (let n = 0; n < 40; n++) set.add(vault.value(n));
  for (let n = 0; n < 40; n += 2) set.delete(vault.value(n));
  let found = 0;
  for (let n = 0; n < 40; n++) if (set.has(vault.value(n))) found++;
  expect(found, 'values found of 40, after deleting every other').toBe(20);
  const [breach] = vault.breaches;
  must(breach === undefined, `a value belongs to its hasher, but the set ${breach}`);
});

test(
  {
    en: 'no builtin collection, dictionary or serialiser does the work',
    zh: '不借助任何内建集合、字典或序列化',
  },
  () => {
    const hasher: Hasher<number> = { hash: (n) => (n % 3 === 0 ? ODD_HASH : n), equals: (a, b) => a === b };
    let size = 0;
    let found = false;
    withoutBuiltins(() => {
      const set = new HashSet(hasher, [1, 2, 3]);
      for (let n = 0; n < 40; n++) set.add(n);
      for (let n = 0; n < 40; n += 2) set.delete(n);
      found = set.has(33) && !set.has(30);
      size = set.size;
      set.clear();
    });
    expect([size, found], 'size of the odd numbers below 40, and whether has(33) && !has(30)').toEqual([
      20,
      true,
    ]);
  },
);
