/** Which operations an order has so far, as a set of small numbers with a short text for the memory of a search. */
export class Taken {
  readonly #words: Uint16Array;

  constructor(size: number) {
    this.#words = new Uint16Array((size >> 4) + 1);
  }

  flip(operation: number): void {
    const word = operation >> 4;
    this.#words[word] = (this.#words[word] ?? 0) ^ (1 << (operation & 15));
  }

  /**
   * The same text for equal sets. Only the part that is not yet all taken and not yet all open is written: few words,
   * however long the history.
   * @param first - the lowest operation that is not in the set
   * @param last - the highest one that is
   */
  key(first: number, last: number): string {
    let key = String.fromCharCode(first, last + 1);
    for (let word = first >> 4; word <= last >> 4; word += 1)
      key += String.fromCharCode(this.#words[word] ?? 0);
    return key;
  }
}
