// Verdict: lost update
interface Counting {
  up(): void;
}

/** Looks like a class to who calls it with \`new\`. */
export const Counter = function Counter(memory: SharedArrayBuffer): Counting {
  const words = new Int32Array(memory);
  const load = (): number => Atomics.load(words, 0);
  const store = (value: number): number => Atomics.store(words, 0, value);
  return {
    up() {
      store(load() + 1);
    },
  };
};
