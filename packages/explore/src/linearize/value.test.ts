import { describe, expect, test } from 'vitest';
import { identityKey, isSame, showValue, valueKey } from './value.ts';

class Connection {
  readonly id = 1;
}

describe('values', () => {
  const cycle = (): object => {
    const own: { self?: object } = {};
    own.self = own;
    return own;
  };

  test.each([
    [1, 1],
    [0, -0],
    [NaN, NaN],
    ['1', '1'],
    [undefined, undefined],
    [
      [1, [2, 3]],
      [1, [2, 3]],
    ],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [
      new Map([
        [1, 'a'],
        [2, 'b'],
      ]),
      new Map([
        [2, 'b'],
        [1, 'a'],
      ]),
    ],
    [new Set([1, 2]), new Set([2, 1])],
    [new Date(5), new Date(5)],
    [cycle(), cycle()],
    [Symbol.for('x'), Symbol.for('x')],
    [Object.create(null), {}],
  ])('%o and %o are the same', (a, b) => {
    expect(isSame(a, b)).toBe(true);
  });

  test.each([
    [1, '1'],
    [1, 1n],
    [null, undefined],
    ['null', null],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [[1]]],
    [{ a: 1 }, { a: '1' }],
    [{ a: undefined }, {}],
    [[], {}],
    [new Set(['1']), new Set([1])],
    [new Connection(), new Connection()],
    [Symbol('x'), Symbol('x')],
    [() => 1, () => 1],
    ['[1]', [1]],
  ])('%o and %o are not', (a, b) => {
    expect(isSame(a, b)).toBe(false);
  });

  test('of a class are the same as themselves', () => {
    const connection = new Connection();
    expect(isSame(connection, connection)).toBe(true);
    expect(valueKey([connection])).toBe(valueKey([connection]));
  });

  test('by identity are different however they look', () => {
    const one = { id: 1 };
    expect(identityKey(one)).toBe(identityKey(one));
    expect(identityKey(one)).not.toBe(identityKey({ id: 1 }));
    expect(identityKey(7)).toBe(identityKey(7));
  });

  test.each([
    ['text', '"text"'],
    [7, '7'],
    [undefined, 'undefined'],
    [{ id: 1, name: 'x' }, "{ id: 1, name: 'x' }"],
    ['x'.repeat(60), `"${'x'.repeat(39)}…"`],
    ['two\nlines', '"two\\nlines"'],
  ])('%j is shown as %s', (value, shown) => {
    expect(showValue(value)).toBe(shown);
  });

  test('are shown without running code of theirs', () => {
    const trap = {
      get secret(): number {
        throw new Error('run');
      },
      [Symbol.for('nodejs.util.inspect.custom')]: () => {
        throw new Error('run');
      },
    };
    expect(showValue(trap)).toContain('secret: [Getter]');
  });
});
