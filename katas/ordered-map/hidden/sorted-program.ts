import { SortedMap } from '#solution';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { drained, next, same, sameEntry } from './expectation.ts';

// Programs over a SortedMap, run against a model beside the map: a sorted list that is searched from end to end.

type Value = string | undefined;
type Pair = [number, Value];

type Change =
  | { readonly type: 'set'; readonly key: number; readonly value: Value }
  | { readonly type: 'delete'; readonly key: number }
  | { readonly type: 'clear' };
type Question =
  | { readonly type: 'get' | 'has' | 'floor' | 'ceiling' | 'at'; readonly key: number }
  | { readonly type: 'first' | 'last' };
type Reading =
  | { readonly type: 'open' }
  | { readonly type: 'range'; readonly from: number; readonly to: number }
  | { readonly type: 'next'; readonly iterator: number };

export type Step = Change | Question | Reading;

interface Cursor {
  readonly iterator: IterableIterator<Pair>;
  readonly to: number;
  after: number;
  done: boolean;
}

export interface Size {
  /** Keys are the whole numbers below this. */
  readonly keys: number;
  readonly steps: number;
  /** Whether the programs ask for positions. */
  readonly positions: boolean;
}

/** Programs of changes, questions and up to three iterators; `clear` is rare, so that maps grow. */
export function programs({ keys, steps, positions }: Size): fc.Arbitrary<Step[]> {
  const key = fc.nat({ max: keys - 1 });
  const bound = fc.integer({ min: -1, max: keys });
  const set: fc.Arbitrary<Step> = fc.record({
    type: fc.constant('set'),
    key,
    value: fc.constantFrom('x', 'y', undefined),
  });
  const remove: fc.Arbitrary<Step> = fc.record({ type: fc.constant('delete'), key });
  const ask: fc.Arbitrary<Step> = fc.record({
    type: fc.constantFrom('get', 'has', 'floor', 'ceiling', ...(positions ? (['at'] as const) : [])),
    key: bound,
  });
  const end: fc.Arbitrary<Step> = fc.record({ type: fc.constantFrom('first', 'last') });
  const open: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ type: fc.constant('open') }),
    fc.record({ type: fc.constant('range'), from: bound, to: bound }),
  );
  const advance: fc.Arbitrary<Step> = fc.record({ type: fc.constant('next'), iterator: fc.nat({ max: 2 }) });
  const clear: fc.Arbitrary<Step> = fc.record({ type: fc.constant('clear') });
  return fc.array(
    fc.oneof(
      { weight: 40, arbitrary: set },
      { weight: 25, arbitrary: remove },
      { weight: 20, arbitrary: ask },
      { weight: 5, arbitrary: end },
      { weight: 10, arbitrary: open },
      { weight: 30, arbitrary: advance },
      { weight: 1, arbitrary: clear },
    ),
    { maxLength: steps, size: 'max' },
  );
}

/** The program as the learner would write it. */
export function showProgram(steps: readonly Step[]): string {
  const lines = ['const map = new SortedMap<number, string | undefined>((a, b) => a - b);'];
  let opened = 0;
  for (const step of steps) {
    const opens = step.type === 'open' || step.type === 'range';
    if ((step.type === 'next' && step.iterator >= opened) || (opens && opened === 3)) continue;
    lines.push(`${opens ? `const it${opened++} = ` : ''}${call(step)};`);
  }
  // a long program is one that could not be made shorter in time: its end matters most
  if (lines.length > 80) lines.splice(20, lines.length - 60, `// … ${lines.length - 60} more lines …`);
  return lines.join('\n');
}

function call(step: Step): string {
  switch (step.type) {
    case 'set':
      return `map.set(${step.key}, ${step.value === undefined ? 'undefined' : `'${step.value}'`})`;
    case 'first':
    case 'last':
    case 'clear':
      return `map.${step.type}()`;
    case 'open':
      return 'map[Symbol.iterator]()';
    case 'range':
      return `map.range(${step.from}, ${step.to})`;
    case 'next':
      return `it${step.iterator}.next()`;
    default:
      return `map.${step.type}(${step.key})`;
  }
}

/**
 * Runs the program on a new map and on the model, and compares each answer; all entries as often as `everySteps`
 * says, and at the end.
 */
export function runProgram(steps: readonly Step[], size: Size, everySteps = 1): void {
  const run = new Run(size.positions);
  for (const [i, step] of steps.entries()) {
    run.step(step);
    if (i % everySteps === 0 || i === steps.length - 1) run.compare(`after ${call(step)}`);
  }
}

class Run {
  readonly #map = new SortedMap<number, Value>((a, b) => a - b);
  readonly #cursors: Cursor[] = [];
  readonly #positions: boolean;
  #items: Pair[] = [];

  constructor(positions: boolean) {
    this.#positions = positions;
  }

  compare(when: string): void {
    const entries = drained(this.#map);
    const alike =
      entries.length === this.#items.length &&
      this.#items.every(([key, value], i) => entries[i]?.[0] === key && entries[i]?.[1] === value);
    if (!alike) expect(entries, `entries ${when}`).toEqual(this.#items);
    if (!this.#positions) return;
    for (const [i, item] of this.#items.entries()) sameEntry(this.#map.at(i), item, `at(${i}) ${when}`);
  }

  step(step: Step): void {
    const what = call(step);
    if (step.type === 'next') this.#advance(this.#cursors[step.iterator], what);
    else if (step.type === 'open') this.#open(() => this.#map[Symbol.iterator](), -Infinity, Infinity);
    else if (step.type === 'range')
      this.#open(() => this.#map.range(step.from, step.to), step.from - 0.5, step.to);
    else if (step.type === 'set' || step.type === 'delete' || step.type === 'clear') this.#change(step, what);
    else this.#ask(step, what);
    same(this.#map.size, this.#items.length, `size after ${what}`);
  }

  #change(step: Change, what: string): void {
    const map = this.#map;
    if (step.type === 'clear') {
      this.#items = [];
      return map.clear();
    }
    const index = this.#items.findIndex(([key]) => key >= step.key);
    const found = index >= 0 && this.#items[index]?.[0] === step.key;
    if (step.type === 'delete') {
      if (found) this.#items.splice(index, 1);
      return same(map.delete(step.key), found, what);
    }
    this.#items.splice(index < 0 ? this.#items.length : index, found ? 1 : 0, [step.key, step.value]);
    same(map.set(step.key, step.value) === map, true, `${what} returns the map`);
  }

  #ask(step: Question, what: string): void {
    const map = this.#map;
    const items = this.#items;
    switch (step.type) {
      case 'get':
        return same(map.get(step.key), items.find(([key]) => key === step.key)?.[1], what);
      case 'has':
        return same(
          map.has(step.key),
          items.some(([key]) => key === step.key),
          what,
        );
      case 'floor':
        return sameEntry(
          map.floor(step.key),
          items.findLast(([key]) => key <= step.key),
          what,
        );
      case 'ceiling':
        return sameEntry(
          map.ceiling(step.key),
          items.find(([key]) => key >= step.key),
          what,
        );
      case 'at':
        return sameEntry(map.at(step.key), items[step.key], what);
      case 'first':
        return sameEntry(map.first(), items[0], what);
      case 'last':
        return sameEntry(map.last(), items.at(-1), what);
    }
  }

  #open(open: () => IterableIterator<Pair>, after: number, to: number): void {
    if (this.#cursors.length < 3) this.#cursors.push({ iterator: open(), after, to, done: false });
  }

  #advance(at: Cursor | undefined, what: string): void {
    if (at === undefined) return;
    const entry = next(at.iterator);
    if (at.done) return same(entry, 'done', `${what}, after it was done before`);
    const item = this.#items.find(([key]) => key > at.after && key < at.to);
    if (item === undefined) {
      at.done = true;
      if (entry !== 'done') expect(entry, what).toBe('done');
      return;
    }
    at.after = item[0];
    sameEntry(entry, item, what);
  }
}
