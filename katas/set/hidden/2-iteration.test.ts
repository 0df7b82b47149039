import { ODD_HASH, withoutBuiltins } from './builtins.ts';
import { HashSet, type Hasher } from '#solution';
import { forAll, sized, test, withInput } from '@katas/kata/suite';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { must, same } from './expectation.ts';
import { HeapMark } from './heap.ts';
import { colliding, CountingHasher, integers, letters } from './hashers.ts';
import { letterHasher, letterOp } from './letters.ts';
import { call, type Op } from './model.ts';
import { Census, Trail } from './trail.ts';

const spread = new CountingHasher();
const hashers: readonly (readonly [string, Hasher<number>])[] = [
  ['(n) => n * 37', { hash: (n) => n * 37, equals: (a, b) => a === b }],
  ['(n) => n', integers],
  ['spread evenly', spread],
  ['() => 7', colliding],
  ['(n) => -n / 2', { hash: (n) => -n / 2, equals: (a, b) => a === b }],
];

/** For what is tried with each: one that spreads and one that does not show most. */
function someHashers(): typeof hashers {
  return sized(
    hashers,
    hashers.filter(([name]) => name === '(n) => n * 37' || name === '() => 7'),
  );
}

/** A set of the numbers from 0 up, under observation. */
class Scene {
  readonly set: HashSet<number>;
  readonly census: Census<number>;
  readonly trail: Trail<number>;

  constructor(hasher: Hasher<number>, count: number) {
    this.set = new HashSet(hasher, upTo(count));
    this.census = new Census<number>((n) => n, upTo(count));
    this.trail = new Trail('the iterator', this.set, this.census);
  }

  add(value: number): void {
    this.census.add(value);
    this.set.add(value);
  }

  delete(value: number): void {
    this.census.delete(value);
    this.set.delete(value);
  }
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

function sorted(values: Iterable<number>): number[] {
  return [...values].sort((a, b) => a - b);
}

test({ en: 'an iteration shows every value once', zh: '一次遍历把每个值恰好展示一次' }, () => {
  for (const [name, hasher] of someHashers()) {
    for (const count of [0, 1, 2, 7, 8, 9, 16, 17, 100]) {
      const set = new HashSet(hasher, upTo(count));
      withInput(`[...new HashSet({ hash: ${name}, … }, [${upTo(count).join(', ')}])]`, () => {
        expect(sorted([...set]), `the values of a set of ${count}, sorted`).toEqual(upTo(count));
      });
      for (let n = 0; n < count; n += 2) set.delete(n);
      withInput(`the same with hash: ${name}, after deleting the even numbers`, () => {
        const odd = upTo(count).filter((n) => n % 2 === 1);
        expect(sorted(Array.from(set)), 'the values after deleting the even numbers, sorted').toEqual(odd);
      });
    }
  }
  const odd = new HashSet<unknown>({ hash: () => 0, equals: Object.is }, [
    undefined,
    null,
    0,
    Number.NaN,
    '',
  ]);
  let shown = 0;
  let empty = 0;
  for (const value of odd) {
    shown++;
    if (value === undefined || value === null) empty++;
  }
  expect([shown, empty], 'values shown, and how many of them undefined or null').toEqual([5, 2]);
});

test(
  {
    en: 'an iterator can be iterated itself, and stays done once it is done',
    zh: '迭代器自身可迭代，结束之后保持结束',
  },
  () => {
    const set = new HashSet(integers, [1, 2, 3]);
    const iterator = set[Symbol.iterator]();
    expect(iterator[Symbol.iterator]() === iterator, 'iterator[Symbol.iterator]() is the iterator').toBe(
      true,
    );
    const first = iterator.next().value as number;
    expect(sorted([first, ...iterator]), 'the value of next() and the rest, sorted').toEqual([1, 2, 3]);
    expect(iterator.next().done, 'done, after the end').toBe(true);
    for (let n = 4; n < 40; n++) set.add(n);
    expect(iterator.next().done, 'done, after the end and 36 more adds').toBe(true);
    expect(iterator.next().value, 'value, after the end').toBe(undefined);
    const none = new HashSet(integers)[Symbol.iterator]();
    expect(none.next().done, 'done of the iterator of an empty set').toBe(true);
  },
);

test(
  { en: 'of equal values the set keeps the one that came first', zh: '相等的值中，集合保留最先加入的那个' },
  () => {
    withInput("new HashSet(letters, ['b', 'B']).add('B')   // letters: case does not matter", () => {
      const set = new HashSet(letters, ['b', 'B']).add('B');
      expect([...set], 'the values').toEqual(['b']);
      for (const letter of 'acdefghijklmnopqrstuvwxyz') set.add(letter);
      set.add('B').add('C');
      expect([...set].sort().join(''), 'the values, sorted').toBe('abcdefghijklmnopqrstuvwxyz');
      set.delete('b');
      set.add('B');
      expect([...set].includes('B'), "whether 'B' is shown, after delete('b') and add('B')").toBe(true);
    });
  },
);

test(
  { en: 'several iterations of one set do not disturb each other', zh: '同一集合上的多个遍历互不干扰' },
  () => {
    const set = new HashSet(integers, upTo(12));
    let pairs = 0;
    for (const a of set) for (const b of set) if (a !== b) pairs++;
    expect(pairs, 'pairs of different values among 12, by two nested loops').toBe(132);
    for (const _ of set) break;
    expect(sorted(set), 'the values after a loop that was left at once, sorted').toEqual(upTo(12));
    const census = new Census<number>((n) => n, set);
    const [left, right] = [
      new Trail('the first iterator', set, census),
      new Trail('the second', set, census),
    ];
    for (let n = 0; n < 5; n++) left.next();
    right.drain();
    left.drain();
  },
);

test(
  {
    en: 'a value that is deleted before its turn is not shown, and no other is missed',
    zh: '轮到之前就被删除的值不再展示，其他值一个不漏',
  },
  () => {
    const count = 9;
    for (const [name, hasher] of someHashers()) {
      for (let steps = 0; steps <= count; steps++) {
        for (let gone = 0; gone < count; gone++) {
          const scene = new Scene(hasher, count);
          withInput(
            `hash: ${name}; 9 values; after ${steps} × next(): delete(${gone}), then to the end`,
            () => {
              for (let n = 0; n < steps; n++) scene.trail.next();
              scene.delete(gone);
              scene.trail.drain();
            },
          );
        }
      }
    }
  },
);

test(
  {
    en: 'deleting each value as it is shown shows all of them and leaves the set empty',
    zh: '边遍历边删除当前值，能看到全部值，最后集合为空',
  },
  () => {
    for (const [name, hasher] of hashers) {
      for (const count of [3, 9, 70]) {
        withInput(`hash: ${name}; ${count} values; for (const value of set) set.delete(value);`, () => {
          const set = new HashSet(hasher, upTo(count));
          const shown: number[] = [];
          for (const value of set) {
            shown.push(value);
            same(set.delete(value), true, `delete(${value}) while it is being shown`);
          }
          expect(sorted(shown), 'the values shown, sorted').toEqual(upTo(count));
          expect(set.size, 'size afterwards').toBe(0);
        });
      }
    }
  },
);

test(
  {
    en: 'a table that is rebuilt under an iteration shows nothing twice and misses nothing',
    zh: '遍历途中重建哈希表，既不重复展示也不遗漏',
  },
  () => {
    for (const [name, hasher] of someHashers()) {
      for (let steps = 0; steps <= 20; steps += sized(2, 10)) {
        withInput(
          `hash: ${name}; 20 values; after ${steps} × next(): add 100 others, then to the end`,
          () => {
            const scene = new Scene(hasher, 20);
            for (let n = 0; n < steps; n++) scene.trail.next();
            for (let n = 20; n < 120; n++) scene.add(n);
            scene.trail.drain();
          },
        );
        withInput(
          `hash: ${name}; 120 values; after ${steps} × next(): delete all but 10, then to the end`,
          () => {
            const scene = new Scene(hasher, 120);
            for (let n = 0; n < steps; n++) scene.trail.next();
            for (let n = 0; n < 110; n++) scene.delete(n);
            scene.trail.drain();
          },
        );
        withInput(`hash: ${name}; 20 values; after each next(): add and delete 5 others`, () => {
          const scene = new Scene(hasher, 20);
          let fresh = 1000;
          const churn = (): void => {
            for (let n = 0; n < 5; n++) scene.add(fresh + n);
            for (let n = 0; n < 5; n++) scene.delete(fresh++);
          };
          scene.trail.drive(churn, 20);
        });
      }
    }
  },
);

test(
  {
    en: 'an iteration ends, even if a new value is added at each of its steps',
    zh: '即使每一步都加入一个新值，遍历也会结束',
  },
  () => {
    for (const [name, hasher] of hashers) {
      for (const count of [1, 6, 20, 60]) {
        withInput(`hash: ${name}; ${count} values; let n = 1000; for (const _ of set) set.add(n++);`, () => {
          const scene = new Scene(hasher, count);
          let fresh = 1000;
          scene.trail.drive(() => scene.add(fresh++), 500 + 20 * count);
        });
      }
    }
  },
);

test(
  {
    en: 'an iteration ends, even if each value that it shows is deleted and added back',
    zh: '即使每展示一个值就删除再加回，遍历也会结束',
  },
  () => {
    for (const [name, hasher] of hashers) {
      for (const count of [1, 6, 20, 60]) {
        const program = 'for (const value of set) { set.delete(value); set.add(value); }';
        withInput(`hash: ${name}; ${count} values; ${program}`, () => {
          const scene = new Scene(hasher, count);
          const again = (value: number): void => {
            scene.delete(value);
            scene.add(value);
          };
          scene.trail.drive(again, 500 + 20 * count);
        });
      }
    }
  },
);

test(
  { en: 'after clear an iteration shows no value of before', zh: '清空之后，进行中的遍历不再展示旧值' },
  () => {
    for (const [name, hasher] of hashers) {
      for (const steps of [0, 1, 5]) {
        withInput(
          `hash: ${name}; 9 values; after ${steps} × next(): clear(), add(100), add(101), to the end`,
          () => {
            const scene = new Scene(hasher, 9);
            for (let n = 0; n < steps; n++) scene.trail.next();
            scene.census.clear();
            scene.set.clear();
            scene.add(100);
            scene.add(101);
            scene.trail.drain();
            expect(sorted(scene.set), 'the values of a new iteration, sorted').toEqual([100, 101]);
          },
        );
      }
    }
  },
);

type Move =
  | { readonly on: 'set'; readonly op: Op<string> }
  | { readonly on: 'iterator'; readonly pick: number };

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: letterOp.filter((op) => op.type !== 'has').map((op): Move => ({ on: 'set', op })) },
  { weight: 2, arbitrary: fc.nat({ max: 3 }).map((pick): Move => ({ on: 'iterator', pick })) },
);

test(
  {
    en: 'whatever happens between its steps, an iteration shows what stays once, and nothing that is gone',
    zh: '无论遍历的步骤之间发生什么，留下的值恰好展示一次，已删除的值不展示',
  },
  () => {
    forAll({
      of: fc.record({ hasher: letterHasher, moves: fc.array(move, { maxLength: 100, size: 'max' }) }),
      show: ({ hasher, moves }) => {
        const lines = [hasher.source, 'const set = new HashSet<string>(hasher);'];
        const opened: number[] = [];
        for (const one of moves) {
          if (one.on === 'set') lines.push(`set.${call(one.op)};`);
          else if (opened.includes(one.pick)) lines.push(`it${one.pick}.next();`);
          else {
            opened.push(one.pick);
            lines.push(`const it${one.pick} = set[Symbol.iterator]();`);
          }
        }
        return [...lines, ...opened.map((pick) => `[...it${pick}];`)].join('\n');
      },
      holds: ({ hasher, moves }) => {
        const set = new HashSet(hasher);
        const census = new Census<string>((letter) => letter.toLowerCase());
        const trails: (Trail<string> | undefined)[] = [];
        for (const one of moves) {
          if (one.on === 'set') {
            change(set, one.op);
            change(census, one.op);
            same(set.size, census.size, `size after ${call(one.op)}`);
          } else if (trails[one.pick] === undefined)
            trails[one.pick] = new Trail(`it${one.pick}`, set, census);
          else trails[one.pick]?.next();
        }
        for (const trail of trails) trail?.drain();
      },
    });
  },
);

function change(target: HashSet<string> | Census<string>, op: Op<string>): void {
  if (op.type === 'add') target.add(op.value);
  if (op.type === 'delete') target.delete(op.value);
  if (op.type === 'clear') target.clear();
}

test({ en: 'a set made of another one is a set of its own', zh: '由另一个集合构造出的集合是独立的' }, () => {
  const first = new HashSet(integers, upTo(20));
  const second = new HashSet(integers, first);
  expect(sorted(second), 'the values of the copy, sorted').toEqual(upTo(20));
  second.delete(3);
  first.delete(4);
  expect([first.has(3), second.has(3)], 'has(3) of the original and of the copy').toEqual([true, false]);
  expect([first.has(4), second.has(4)], 'has(4) of the original and of the copy').toEqual([false, true]);
  expect([first.size, second.size], 'the sizes of the original and of the copy').toEqual([19, 19]);
});

interface Box {
  readonly n: number;
}

const LEFT_KB = 250;

test(
  {
    en: 'many adds, deletes and iterations leave no more memory in use than the few values that stay',
    zh: '大量增删和遍历之后，占用的内存只与剩下的几个值有关',
  },
  () => {
    withInput('for (let n = 0; n < 100_000; n++) { set.add(box(n)); set.delete(box(n - 6)); }', () => {
      const set = new HashSet<Box>({ hash: (box) => box.n, equals: (a, b) => a.n === b.n });
      const churn = (from: number, to: number): void => {
        for (let n = from; n < to; n++) {
          set.add({ n });
          set.delete({ n: n - 6 });
        }
      };
      const loops = (count: number): void => {
        for (let n = 0; n < count; n++) for (const _ of set) break;
      };
      const end = sized(102_000, 2500);
      churn(0, 2000);
      loops(200);
      const mark = new HeapMark();
      churn(2000, end);
      const left = mark.grownByKb(LEFT_KB);
      expect(set.size, 'size afterwards').toBe(6);
      must(
        left <= LEFT_KB,
        `${left} kB more in use afterwards for the same 6 values, expected at most ${LEFT_KB}`,
      );
      expect(sorted(Array.from(set, (box) => box.n)), 'the values, sorted').toEqual(
        upTo(6).map((n) => end - 6 + n),
      );
      loops(sized(20_000, 200));
      const kept = mark.grownByKb(LEFT_KB);
      must(
        kept <= LEFT_KB,
        `${kept} kB more in use after 20000 loops over them, expected at most ${LEFT_KB}`,
      );
    });
  },
);

test(
  {
    en: 'iterating and copying take no builtin collection, dictionary or serialiser',
    zh: '遍历和复制不借助任何内建集合、字典或序列化',
  },
  () => {
    const hasher: Hasher<number> = { hash: (n) => (n % 3 === 0 ? ODD_HASH : n), equals: (a, b) => a === b };
    let shown = 0;
    withoutBuiltins(() => {
      const set = new HashSet(hasher, new HashSet(hasher, [1, 2, 3, 4, 5, 6]));
      for (const value of set) {
        shown++;
        set.delete(value);
        set.add(value + 100);
        if (shown === 100) break;
      }
    });
    must(
      shown >= 6 && shown < 100,
      `${shown} values shown of a set of 6, each replaced by another as it is shown`,
    );
  },
);
