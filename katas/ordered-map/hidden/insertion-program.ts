import { InsertionMap } from '#solution';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { drained, next, same, sameEntry } from './expectation.ts';

// Programs over an InsertionMap, run against a model beside the map: a list that is searched from end to end.

type Value = string | undefined;

export type Step =
  | { readonly type: 'set'; readonly key: number; readonly value: Value }
  | { readonly type: 'get' | 'has' | 'delete' | 'moveToEnd'; readonly key: number }
  | { readonly type: 'first' | 'last' | 'clear' | 'open' }
  | { readonly type: 'next'; readonly iterator: number };

interface Item {
  readonly id: number;
  readonly key: number;
  value: Value;
  /** Grows towards the end. */
  place: number;
  movedAt: number;
}

interface Cursor {
  readonly openedAt: number;
  readonly iterator: IterableIterator<[number, Value]>;
  readonly shown: number[];
  place: number;
  done: boolean;
}

const key = fc.nat({ max: 7 });
const change: fc.Arbitrary<Step>[] = [
  fc.record({ type: fc.constant('set'), key, value: fc.constantFrom('x', 'y', undefined) }),
  fc.record({ type: fc.constantFrom('delete', 'moveToEnd'), key }),
];
const question: fc.Arbitrary<Step>[] = [
  fc.record({ type: fc.constantFrom('get', 'has'), key }),
  fc.record({ type: fc.constantFrom('first', 'last') }),
];
const clear: fc.Arbitrary<Step> = fc.record({ type: fc.constant('clear') });
const cursor: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ type: fc.constant('open') }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('next'), iterator: fc.nat({ max: 2 }) }) },
);

function programsOf(step: fc.Arbitrary<Step>): fc.Arbitrary<Step[]> {
  return fc.limitShrink(fc.array(step, { maxLength: 60, size: 'max' }), 1000);
}

/** Programs that change and ask, and read the map from end to end in between. */
export const plainPrograms = programsOf(
  fc.oneof(
    { weight: 6, arbitrary: fc.oneof(...change) },
    { weight: 3, arbitrary: fc.oneof(...question) },
    { weight: 1, arbitrary: clear },
  ),
);

/** Programs that advance up to three iterators between changes. */
export const livePrograms = programsOf(
  fc.oneof(
    { weight: 10, arbitrary: fc.oneof(...change) },
    { weight: 10, arbitrary: cursor },
    { weight: 1, arbitrary: clear },
  ),
);

/** The program as the learner would write it. */
export function showProgram(steps: readonly Step[]): string {
  const lines = [
    'const map = new InsertionMap<number, string | undefined>({',
    '  hash: (key) => key % 3,',
    '  equals: (a, b) => a === b,',
    '});',
  ];
  let opened = 0;
  for (const step of steps) {
    if (step.type === 'next' && step.iterator >= opened) continue;
    lines.push(`${step.type === 'open' ? `const it${opened++} = ` : ''}${call(step)};`);
  }
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
    case 'next':
      return `it${step.iterator}.next()`;
    default:
      return `map.${step.type}(${step.key})`;
  }
}

/** Runs the program on a new map and on the model, and compares all that can be seen after each step. */
export function runProgram(steps: readonly Step[]): void {
  const run = new Run();
  for (const step of steps) run.step(step);
}

class Run {
  readonly #map = new InsertionMap<number, Value>({ hash: (k) => k % 3, equals: (a, b) => a === b });
  readonly #cursors: Cursor[] = [];
  #items: Item[] = [];
  #clock = 0;

  step(step: Step): void {
    const what = call(step);
    if (step.type === 'next') this.#advance(this.#cursors[step.iterator], what);
    else if (step.type === 'open') this.#open();
    else this.#do(step, what);
    same(this.#map.size, this.#items.length, `size after ${what}`);
    const entries = drained(this.#map, 100);
    const wanted = this.#items.map((item): [number, Value] => [item.key, item.value]);
    const alike =
      entries.length === wanted.length &&
      wanted.every(([k, value], i) => entries[i]?.[0] === k && entries[i]?.[1] === value);
    if (!alike) expect(entries, `entries after ${what}`).toEqual(wanted);
  }

  #do(step: Exclude<Step, { readonly type: 'next' | 'open' }>, what: string): void {
    const map = this.#map;
    const item = 'key' in step ? this.#items.find((one) => one.key === step.key) : undefined;
    switch (step.type) {
      case 'set':
        if (item === undefined) this.#append(step.key, step.value);
        else item.value = step.value;
        same(map.set(step.key, step.value) === map, true, `${what} returns the map`);
        break;
      case 'get':
        same(map.get(step.key), item?.value, what);
        break;
      case 'has':
        same(map.has(step.key), item !== undefined, what);
        break;
      case 'delete':
        this.#items = this.#items.filter((one) => one !== item);
        same(map.delete(step.key), item !== undefined, what);
        break;
      case 'moveToEnd':
        this.#move(item);
        same(map.moveToEnd(step.key), item !== undefined, what);
        break;
      case 'first':
        sameEntry(map.first(), pair(this.#items[0]), what);
        break;
      case 'last':
        sameEntry(map.last(), pair(this.#items.at(-1)), what);
        break;
      case 'clear':
        this.#items = [];
        map.clear();
        break;
    }
  }

  #append(k: number, value: Value): void {
    const place = ++this.#clock;
    this.#items.push({ id: place, key: k, value, place, movedAt: 0 });
  }

  #move(item: Item | undefined): void {
    if (item === undefined) return;
    item.movedAt = ++this.#clock;
    item.place = item.movedAt;
    this.#items = [...this.#items.filter((one) => one !== item), item];
  }

  #open(): void {
    if (this.#cursors.length === 3) return;
    const iterator = this.#map[Symbol.iterator]();
    this.#cursors.push({ openedAt: this.#clock, iterator, shown: [], place: 0, done: false });
  }

  /** An entry that was moved before its turn may come or not; the next other one must. */
  #advance(at: Cursor | undefined, what: string): void {
    if (at === undefined) return;
    const entry = next(at.iterator);
    if (at.done) return same(entry, 'done', `${what}, after it was done before`);
    const ahead = this.#items.filter((one) => one.place > at.place && !at.shown.includes(one.id));
    for (const item of ahead) {
      const optional = item.movedAt > at.openedAt;
      if (optional && (entry === 'done' || entry[0] !== item.key)) continue;
      sameEntry(entry, pair(item), what);
      at.place = item.place;
      at.shown.push(item.id);
      return;
    }
    if (entry !== 'done') expect(entry, what).toBe('done');
    at.done = true;
  }
}

function pair(item: Item | undefined): [number, Value] | undefined {
  return item === undefined ? undefined : [item.key, item.value];
}
