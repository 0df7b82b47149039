import { describe, expect, test } from 'vitest';
import { found } from '../fixture.ts';

const RULE = { rule: 'shared-through-atomics', except: ['allocate'] } as const;

/** A class over shared words with this body of a method. */
function ring(body: string, field = 'readonly #words: Int32Array;'): string {
  return `export class Ring {
    ${field}
    static allocate(n: number) { return new SharedArrayBuffer(n * 4); }
    constructor(memory: SharedArrayBuffer) { this.#words = new Int32Array(memory); }
    m(at: number, value: number): unknown { ${body} }
    n(words: Int32Array, at: number) {}
  }`;
}

describe('shared-through-atomics', () => {
  test.each([
    `return this.#words[at];`,
    `this.#words[at] = value;`,
    `this.#words[at]! += value;`,
    `this.#words[0]!++;`,
    `const words = this.#words; return words[at];`,
    `const words = this.#words; words[3] = value;`,
    `return this.#words.at(at);`,
    `this.#words.fill(0);`,
    `this.#words.set([1, 2]);`,
    `return this.#words.subarray(2)[at];`,
    `const part = this.#words.subarray(2); return part[at];`,
    `for (const word of this.#words) return word; return 0;`,
    `return [...this.#words];`,
    `const [head] = this.#words; return head;`,
    `const { 0: head } = this.#words; return head;`,
    `return Array.from(this.#words);`,
    `return new Int32Array(this.#words);`,
    `return this.#words.indexOf(value);`,
    `return Math.max(...this.#words);`,
    `const view = new DataView(this.#words.buffer); return view.getInt32(at);`,
    `return new Int32Array(this.#words.buffer)[0];`,
    `const read = (words: Int32Array) => words[0]; return read(this.#words);`,
  ])('finds %s', (body) => {
    expect(found(RULE, ring(body))).toHaveLength(1);
  });

  test('finds an access to a parameter that is written down to be a view', () => {
    expect(found(RULE, `export function head(words: Int32Array) { return words[0]; }`)).toHaveLength(1);
    expect(
      found(RULE, `export function head(words: Int32Array<SharedArrayBuffer>) { return words[0]; }`),
    ).toHaveLength(1);
  });

  test('finds a plain read in a constructor', () => {
    const text = `export class Ring {
      readonly capacity: number;
      constructor(memory: SharedArrayBuffer) { this.capacity = new Int32Array(memory)[0]!; }
    }`;
    expect(found(RULE, text)).toEqual([
      expect.stringContaining('`new Int32Array(memory)[0]` touches shared memory without `Atomics`'),
    ]);
  });

  test.each([
    `return Atomics.load(this.#words, at);`,
    `const words = this.#words; return Atomics.store(words, at, value);`,
    `return this.#words.length + this.#words.byteLength + this.#words.buffer.byteLength;`,
    `return Atomics.load(this.#words.subarray(2), at);`,
    `const own = new Int32Array(4); own[at] = value; return own[0];`,
    `const own = new Int32Array([1, 2]); for (const each of own) value += each; return value;`,
    `const own = new Int32Array(at); own[0] = value; return [...own];`,
    `const own = new Int32Array(new ArrayBuffer(8)); return own[0];`,
    `const own: Int32Array<ArrayBuffer> = make(); return own[0]; function make() { return new Int32Array(1); }`,
    `const list = [1, 2, 3]; return list[at];`,
    `return ['length', 'buffer'].map((name) => name.length);`,
    `this.n(this.#words, at); return 0;`,
  ])('leaves alone %s', (body) => {
    expect(found(RULE, ring(body))).toEqual([]);
  });

  test('what is written before anybody shares it may be written plainly', () => {
    const text = `export class Ring {
      static allocate(capacity: number) {
        const words = new Int32Array(new SharedArrayBuffer(4 * capacity + 8));
        words[0] = capacity;
        Ring.#number(words);
        [1, 2].forEach((at) => { words[at] = at; });
        return words.buffer;
      }
      static #number(words: Int32Array) { for (let at = 1; at < words.length; at++) words[at] = at; }
    }`;
    expect(found(RULE, text)).toEqual([]);
    expect(found({ rule: 'shared-through-atomics' }, text)).toHaveLength(3);
  });

  test('a function that others call as well has no such privilege', () => {
    const text = `export class Ring {
      static allocate(capacity: number) {
        const memory = new SharedArrayBuffer(4);
        put(new Int32Array(memory), 0, capacity);
        return memory;
      }
      readonly #words: Int32Array;
      constructor(memory: SharedArrayBuffer) { this.#words = new Int32Array(memory); }
      close() { put(this.#words, 0, 1); }
    }
    function put(words: Int32Array, at: number, value: number) { words[at] = value; }`;
    expect(found(RULE, text)).toHaveLength(1);
  });
});
