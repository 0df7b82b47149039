import type { Hasher, HashSet } from '#solution';
import { same } from './expectation.ts';

/** What a set should be: a list of values and an equality. Slow, and too simple to be wrong. */
export class Model<T> {
  #values: T[] = [];
  readonly #hasher: Hasher<T>;

  constructor(hasher: Hasher<T>, values: Iterable<T> = []) {
    this.#hasher = hasher;
    for (const value of values) this.add(value);
  }

  get values(): readonly T[] {
    return this.#values;
  }

  get size(): number {
    return this.#values.length;
  }

  has(value: T): boolean {
    return this.#values.some((one) => this.#hasher.equals(one, value));
  }

  /** @returns whether the value is new */
  add(value: T): boolean {
    if (this.has(value)) return false;
    this.#values.push(value);
    return true;
  }

  delete(value: T): boolean {
    const before = this.size;
    this.#values = this.#values.filter((one) => !this.#hasher.equals(one, value));
    return this.size < before;
  }

  clear(): void {
    this.#values = [];
  }
}

/** A change of a set, or a question to it. */
export type Op<T> =
  | { readonly type: 'add' | 'delete' | 'has'; readonly value: T }
  | { readonly type: 'clear' };

/** Does it to both and compares the answers. */
export function step<T>(op: Op<T>, set: HashSet<T>, model: Model<T>): void {
  switch (op.type) {
    case 'add':
      model.add(op.value);
      same(set.add(op.value) === set, true, `add(${show(op.value)}) returns the set itself`);
      break;
    case 'delete':
      same(set.delete(op.value), model.delete(op.value), `delete(${show(op.value)})`);
      break;
    case 'has':
      same(set.has(op.value), model.has(op.value), `has(${show(op.value)})`);
      break;
    case 'clear':
      model.clear();
      set.clear();
      break;
  }
  same(set.size, model.size, `size after ${call(op)}`);
}

/** The call as source text: `add("b")`. */
export function call<T>(op: Op<T>): string {
  return op.type === 'clear' ? 'clear()' : `${op.type}(${show(op.value)})`;
}

/** The line of a program for this call, with what it must say; does it to the model. */
export function line<T>(op: Op<T>, model: Model<T>): string {
  const answer = answerOf(op, model);
  return `set.${call(op)};${answer === '' ? '' : ` // ${answer}`}`;
}

function answerOf<T>(op: Op<T>, model: Model<T>): string {
  if (op.type === 'has') return String(model.has(op.value));
  if (op.type === 'delete') return String(model.delete(op.value));
  if (op.type === 'add') model.add(op.value);
  if (op.type === 'clear') model.clear();
  return '';
}

/** A value as a literal. */
export function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** Asks a set for every value of a universe and compares the answers with the model's; needs no iteration. */
export function sameMembers<T>(set: HashSet<T>, model: Model<T>, universe: Iterable<T>): void {
  for (const value of universe) same(set.has(value), model.has(value), `has(${show(value)}) at the end`);
  same(set.size, model.size, 'size at the end');
}
