import type { Operation } from './operation.ts';

const HEAD = 0;

/**
 * The calls and returns of a history in the order of time, as a list from which operations are taken out and put back.
 * Operations are numbered in the order of their calls. A call comes before a return of the same instant: the two
 * operations overlap.
 */
export class Timeline {
  readonly operations: readonly Operation[];
  // Plain arrays: most histories are so short that typed ones cost more to make than they save.
  /** Nodes: 0 is the head, then two for each operation, in the order of time. */
  readonly #next: number[] = [];
  readonly #previous: number[] = [];
  readonly #callNode: number[] = [];
  readonly #returnNode: number[] = [];
  /** The operation that a node calls; for a return its complement, which is negative. */
  readonly #event: number[] = [];

  constructor(history: readonly Operation[]) {
    this.operations = isOrdered(history) ? history : [...history].sort((a, b) => a.call - b.call);
    this.#link();
  }

  /** The operation whose call is first; undefined when every one was taken. */
  get first(): number | undefined {
    const node = this.#next[HEAD] ?? HEAD;
    return node === HEAD ? undefined : this.#event[node];
  }

  /** Lists the operations of which each could come next: they were called before any that is here returned. */
  fill(candidates: number[]): void {
    candidates.length = 0;
    for (let node = this.#next[HEAD] ?? HEAD; node !== HEAD; node = this.#next[node] ?? HEAD) {
      const operation = this.#event[node] ?? -1;
      if (operation < 0) return;
      candidates.push(operation);
    }
  }

  take(operation: number): void {
    this.#unlink(this.#callNode[operation] ?? HEAD);
    this.#unlink(this.#returnNode[operation] ?? HEAD);
  }

  /** Undoes the last `take` that was not undone. */
  putBack(operation: number): void {
    this.#relink(this.#returnNode[operation] ?? HEAD);
    this.#relink(this.#callNode[operation] ?? HEAD);
  }

  #link(): void {
    const { operations } = this;
    const returns: number[] = [];
    for (let index = 0; index < operations.length; index += 1) returns.push(index);
    const returnOf = (index: number): number => operations[index]?.return ?? Infinity;
    returns.sort((a, b) => compare(returnOf(a), returnOf(b)) || a - b);
    this.#event.push(0);
    let called = 0;
    for (const index of returns) {
      const end = returnOf(index);
      for (; called < operations.length && (operations[called]?.call ?? 0) <= end; called += 1) {
        this.#callNode[called] = this.#event.push(called) - 1;
      }
      this.#returnNode[index] = this.#event.push(~index) - 1;
    }
    const count = this.#event.length;
    for (let node = 0; node < count; node += 1) {
      this.#next.push(node + 1 === count ? HEAD : node + 1);
      this.#previous.push(node === HEAD ? count - 1 : node - 1);
    }
  }

  #unlink(node: number): void {
    const previous = this.#previous[node] ?? HEAD;
    const next = this.#next[node] ?? HEAD;
    this.#next[previous] = next;
    this.#previous[next] = previous;
  }

  #relink(node: number): void {
    this.#next[this.#previous[node] ?? HEAD] = node;
    this.#previous[this.#next[node] ?? HEAD] = node;
  }
}

/** Infinity − Infinity is no number. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isOrdered(history: readonly Operation[]): boolean {
  for (let index = 1; index < history.length; index += 1) {
    if ((history[index - 1]?.call ?? 0) > (history[index]?.call ?? 0)) return false;
  }
  return true;
}
