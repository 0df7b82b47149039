import { describe, expect, test } from 'vitest';
import { found } from '../fixture.ts';
import type { RuleSpec } from '../rule-spec.ts';

const RULE: RuleSpec = {
  rule: 'no-sort-on-read',
  of: 'SortedMap',
  methods: ['get', 'first', 'range', '[Symbol.iterator]'],
};

function mapWith(members: string): string {
  return `export class SortedMap<K> {
      #keys: K[] = []; #head: Node<K> | undefined; #root = { keys: [] as K[] }; size = 0;
      ${members}
      *values() { yield* this.#keys }
    }
    interface Node<K> { key: K; next: Node<K> | undefined; left: Node<K> | undefined }`;
}

describe('no-sort-on-read', () => {
  test.each([
    `first() { return this.#keys.sort()[0] }`,
    `first() { return this.#keys['so' + 'rt']()[0] }`,
    `first() { return this.#keys.toSorted()[0] }`,
    `first() { const { sort } = Array.prototype; return sort.call(this.#keys)[0] }`,
    `first() { return this.#sorted()[0] } #sorted() { return [3, 1].sort() }`,
    `get first() { return this.#keys.sort()[0] }`,
    `first() { return sortedCopy(this.#keys) }`,
    `[Symbol.iterator]() { return [...this.#keys][Symbol.iterator]() }`,
    `[Symbol.iterator]() { return Array.from(this.#keys).values() }`,
    `[Symbol.iterator]() { return this.#keys.slice().values() }`,
    `[Symbol.iterator]() { return this.#keys.slice(0).values() }`,
    `[Symbol.iterator]() { return this.#keys.concat().values() }`,
    `[Symbol.iterator]() { return this.#keys.map((k) => k).values() }`,
    `[Symbol.iterator]() { const keys = this.#keys; return [...keys].values() }`,
    `*[Symbol.iterator]() { for (const k of [...this.#keys]) yield k }`,
    `*[Symbol.iterator]() { const all: K[] = []; for (const k of this.#keys) all.push(k); yield* all }`,
    `*[Symbol.iterator]() { const all: K[] = []; for (let i = 0; i < this.#keys.length; i++) all.push(this.#keys[i]!); yield* all }`,
    `*[Symbol.iterator]() { const all: K[] = []; for (let n = this.#head; n; n = n.next) all.push(n.key); yield* all }`,
    `*[Symbol.iterator]() { yield* this.#copy() } *#copy() { yield* Array.from(this.values()) }`,
    `*range(a: K, b: K) { yield* this.#keys.filter((k) => k >= a && k < b) }`,
    `*range(a: K, b: K) { yield* this.#keys.slice(1, 2) }`,
    `[Symbol.iterator]() { return Array.prototype.slice.call(this.#keys).values() }`,
    `[Symbol.iterator]() { return [...this.values()].values() }`,
    `[Symbol.iterator]() { return new Array(...this.#keys).values() }`,
  ])('finds %s', (members) => {
    const more = `function sortedCopy<K>(keys: K[]) { return keys.slice().sort()[0] }`;
    expect(found(RULE, `${mapWith(members)}\n${more}`)).not.toEqual([]);
  });

  test.each([
    `first() { return this.#keys[0] }`,
    `constructor(keys: K[]) { this.#keys = [...keys].sort() } first() { return this.#keys[0] }`,
    `load(keys: K[]) { this.#keys = keys.slice().sort() } *[Symbol.iterator]() { yield* this.#keys }`,
    `set(k: K) { this.#keys = [...this.#keys, k].sort() } first() { return this.#keys.at(0) }`,
    `*[Symbol.iterator]() { for (let n = this.#head; n; n = n.next) yield n.key }`,
    `*[Symbol.iterator]() { for (let i = 0; i < this.#keys.length; i++) yield this.#keys[i] }`,
    `*[Symbol.iterator]() { const stack: Node<K>[] = []; let n = this.#head; while (n || stack.length) { while (n) { stack.push(n); n = n.left } n = stack.pop(); yield n!.key; n = n!.next } }`,
    `range(a: K, b: K) { const path: K[] = []; path.push(a); return path.slice().values() }`,
    `first() { return [this.#keys[0], this.size] as const }`,
    `[Symbol.iterator]() { return this.values() }`,
    `get(k: K) { return this.sort(k) } sort(k: K) { return k }`,
    `get(k: K) { const { keys } = this.#root; return keys[0] === k }`,
  ])('leaves alone: %s', (members) => {
    expect(found(RULE, mapWith(members))).toEqual([]);
  });

  test('points at the name of the sort', () => {
    const text = `export class SortedMap {\n  keys: number[] = [];\n  first() {\n    return this.keys.toSorted()[0];\n  }\n}`;
    expect(found(RULE, text)).toEqual(['4:22 The elements are sorted when they are read.']);
  });
});
