// Design: a generator holds the value.
export class Counter {
  readonly #numbers = count();
  #value = 0;

  next(): number {
    this.#value = this.#numbers.next().value;
    return this.#value;
  }

  get value(): number {
    return this.#value;
  }
}

function* count(): Generator<number, never> {
  for (let value = 1; ; value += 1) yield value;
}
