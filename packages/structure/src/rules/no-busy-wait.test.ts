import { describe, expect, test } from 'vitest';
import { found } from '../fixture.ts';

const RULE = { rule: 'no-busy-wait' } as const;

function ring(body: string): string {
  return `const LOCK = 0; const FREE = 0; const HELD = 1;
  export class Ring {
    readonly #words: Int32Array;
    constructor(memory: SharedArrayBuffer) { this.#words = new Int32Array(memory); }
    m(at: number, turn: number): unknown { const words = this.#words; ${body} }
    #take() { return Atomics.compareExchange(this.#words, LOCK, FREE, HELD) === FREE; }
    #rest() { Atomics.wait(this.#words, LOCK, HELD); }
    #swap(at: number, from: number, to: number) { return Atomics.compareExchange(this.#words, at, from, to) === from; }
    get isFree() { return Atomics.load(this.#words, LOCK) === FREE; }
    other(at: number) { const before = Atomics.load(this.#words, at); return this.#swap(at, before, before + 1); }
  }`;
}

describe('no-busy-wait', () => {
  test.each([
    `while (Atomics.compareExchange(words, LOCK, FREE, HELD) !== FREE) {} return 0;`,
    `while (Atomics.load(words, at) !== turn) {} return 0;`,
    `while (Atomics.load(words, at) !== turn && Atomics.load(words, LOCK) === 0); return 0;`,
    `do {} while (Atomics.exchange(words, LOCK, HELD) === HELD); return 0;`,
    `for (;;) { if (Atomics.compareExchange(words, 0, 0, 1) === 0) return 0; }`,
    `for (;;) { if (Atomics.load(words, 0) === 0 && Atomics.compareExchange(words, 0, 0, 1) === 0) return 0; }`,
    `while (true) { if (Atomics.load(words, at) === turn) break; } return 0;`,
    `for (let now = Atomics.load(words, at); now !== turn; now = Atomics.load(words, at)) {} return 0;`,
    `let now = 0; while (now !== turn) now = Atomics.load(words, at); return 0;`,
    `while (!this.#take()) {} return 0;`,
    `while (!this.isFree) {} return 0;`,
    `const { load } = Atomics; while (load(words, at) !== turn) {} return 0;`,
  ])('finds %s', (body) => {
    expect(found(RULE, ring(body))).toHaveLength(1);
  });

  test.each([
    `while (Atomics.compareExchange(words, LOCK, FREE, HELD) !== FREE) Atomics.wait(words, LOCK, HELD); return 0;`,
    `while (Atomics.load(words, at) !== turn) Atomics.pause(); return 0;`,
    `while (!this.#take()) this.#rest(); return 0;`,
    `for (;;) { const tail = Atomics.load(words, at); if (Atomics.compareExchange(words, at, tail, tail + 1) === tail) return tail; }`,
    `for (;;) { const tail = Atomics.load(words, at); if (this.#swap(at, tail, tail + 1)) return tail; }`,
    `for (;;) { const head = Atomics.load(words, 1); const tail = Atomics.load(words, 2); if (Atomics.load(words, 1) === head) return tail - head; }`,
    `let head; let tail; do { head = Atomics.load(words, 1); tail = Atomics.load(words, 2); } while (Atomics.load(words, 1) !== head); return tail - head;`,
    `for (let slot = 0; slot < at; slot++) Atomics.store(words, slot, Atomics.load(words, slot) + 1); return 0;`,
    `let sum = 0; for (const slot of [1, 2]) sum += Atomics.load(words, slot); return sum;`,
    `for (;;) { if (Atomics.load(words, at) === turn) return 0; return 1; }`,
    `let slots = 1; while (slots < at) slots *= 2; return slots;`,
    `if (false) { while (Atomics.load(words, at) !== turn) {} } return 0;`,
    `while (Atomics.load(words, at) !== turn) { if (Atomics.wait(words, at, 0, 5) === 'timed-out') return false; } return true;`,
  ])('leaves alone %s', (body) => {
    expect(found(RULE, ring(body))).toEqual([]);
  });
});
