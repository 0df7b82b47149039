// stage: counting
// test: a new counter stands at 0
// says: expected 1 to be +0
// FILL IN: the mistakes that learners make; the lines above name who catches each, and what the learner reads.
export class Counter {
  #value = 1;

  next(): number {
    this.#value += 1;
    return this.#value - 1;
  }

  get value(): number {
    return this.#value;
  }
}
