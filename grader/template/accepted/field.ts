// Design: a private field. FILL IN: accepted solutions that differ in design, two at least.
export class Counter {
  #value = 0;

  next(): number {
    this.#value += 1;
    return this.#value;
  }

  get value(): number {
    return this.#value;
  }
}
