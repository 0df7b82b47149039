// FILL IN: the API of the kata. Types are the contract; comments say what blocks, what throws, which unit.

/** Counts. Two counters know nothing of each other. */
export class Counter {
  /** Adds one and returns the new value; the first call returns 1. */
  next(): number {
    throw new Error('TODO: Counter.next');
  }

  /** The value that `next` returned last; 0 before the first call. */
  get value(): number {
    throw new Error('TODO: Counter.value');
  }
}
