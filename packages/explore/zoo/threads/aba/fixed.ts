const TOP = 0;
const NEXT = 1;

/** A free list of nodes 1, 2, 3 …; the top carries a count of changes in its upper half. */
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
    return (((before >>> 16) + 1) << 16) | node;
  }
}
