import { describe, expect, test } from 'vitest';
import { threadGlobals } from './thread-globals.ts';

const shared = threadGlobals();

describe('outside of an exploration', () => {
  test('the bindings are as good as the native ones', () => {
    const buffer = new shared.SharedArrayBuffer(16);
    const words = new (shared.Int32Array as Int32ArrayConstructor)(buffer);
    expect(words).toBeInstanceOf(Int32Array);
    expect(ArrayBuffer.isView(words)).toBe(true);
    words[1] = 3;
    expect(shared.Atomics.add(words, 1, 2)).toBe(3);
    expect(Atomics.load(words, 1)).toBe(5);
    expect(shared.Atomics.compareExchange(words, 1, 5, 6)).toBe(5);
    expect(shared.Atomics.wait(words, 1, 0)).toBe('not-equal');
    expect(shared.Atomics.wait(words, 1, 6, 0)).toBe('timed-out');
    expect(shared.Atomics.notify(words, 1)).toBe(0);
    expect(() => shared.Atomics.load(words, 4)).toThrow(RangeError);
    expect(() => shared.Atomics.store(new Float64Array(1), 0, 1)).toThrow(TypeError);
    expect(shared.Atomics.isLockFree(4)).toBe(true);
  });

  test('typed arrays of a thread of its own stay what they are', () => {
    const Words = shared.Int32Array as Int32ArrayConstructor;
    expect(new Words(3)).toEqual(new Int32Array(3));
    expect(Words.from([1, 2])).toEqual(Int32Array.of(1, 2));
    expect(Words.BYTES_PER_ELEMENT).toBe(4);
    expect(new Int32Array(1)).toBeInstanceOf(Words);
    class Own extends Words {}
    expect(new Own(2)).toBeInstanceOf(Own);
    expect(() => (Words as unknown as () => void)()).toThrow(TypeError);
  });

  test('time goes on and random numbers differ', () => {
    expect(shared.Date.now()).toBeGreaterThan(1e12);
    expect(new shared.Date()).toBeInstanceOf(Date);
    expect(shared.performance.now()).toBeGreaterThan(0);
    expect(shared.Math.random()).not.toBe(shared.Math.random());
    expect(shared.Math.max(1, 2)).toBe(2);
  });

  test('globalThis gives the same bindings', () => {
    expect(shared.globalThis.Atomics).toBe(shared.Atomics);
    expect(shared.globalThis.Array).toBe(Array);
  });
});
