// Mistake: the top is compared by value: a node that was popped and pushed back looks as if nothing had happened.
// Schedule: 2:1,13:0 (invariant)
const TOP = 0;
const NEXT = 1;

/** A free list of nodes 1, 2, 3 …. */
export class FreeList {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  static link(memory: SharedArrayBuffer, nodes: number): void {
    const words = new Int32Array(memory);
    words[TOP] = 1;
    for (let node = 1; node <= nodes; node += 1) words[NEXT + node] = node < nodes ? node + 1 : 0;
  }

  /** @returns 0 when there is none */
  pop(): number {
    for (;;) {
      const top = Atomics.load(this.#words, TOP);
      const node = top & 0xffff;
      if (node === 0) return 0;
      const next = Atomics.load(this.#words, NEXT + node);
      if (Atomics.compareExchange(this.#words, TOP, top, this.#tagged(top, next)) === top) return node;
    }
  }

  push(node: number): void {
    for (;;) {
      const top = Atomics.load(this.#words, TOP);
      Atomics.store(this.#words, NEXT + node, top & 0xffff);
      if (Atomics.compareExchange(this.#words, TOP, top, this.#tagged(top, node)) === top) return;
    }
  }

  #tagged(before: number, node: number): number {
    return before === node ? before : node;
  }
}
