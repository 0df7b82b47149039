import type { SharedArray, Word } from './access.ts';

/** What changes of shared memory have overwritten, so that a run can return to an earlier point. */
export class UndoLog {
  readonly #arrays: SharedArray[] = [];
  readonly #indexes: number[] = [];
  readonly #values: Word[] = [];

  get length(): number {
    return this.#arrays.length;
  }

  push(array: SharedArray, index: number, before: Word): void {
    this.#arrays.push(array);
    this.#indexes.push(index);
    this.#values.push(before);
  }

  backTo(length: number): void {
    while (this.#arrays.length > length) {
      const array = this.#arrays.pop();
      const index = this.#indexes.pop();
      const value = this.#values.pop();
      if (array && index !== undefined) array[index] = value as number;
    }
  }

  clear(): void {
    this.#arrays.length = 0;
    this.#indexes.length = 0;
    this.#values.length = 0;
  }
}
