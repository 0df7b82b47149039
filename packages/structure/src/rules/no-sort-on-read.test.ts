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
    `[Symbol.iterator]() { return [...this.#walk(this.#head)].values() } *#walk(n: any): Generator<K> { if (!n) return; yield* this.#walk(n.left); yield n.key; yield* this.#walk(n.right) }`,
    `[Symbol.iterator]() { return Array.from(this.#walk(this.#head)).values() } *#walk(n: any): Generator<K> { for (const kid of n.kids) yield* this.#walk(kid) }`,
    `[Symbol.iterator]() { return [...this.#chain()].values() } *#chain() { for (let n = this.#head; n; n = n.next) yield n.key }`,
    `[Symbol.iterator]() { const all: K[] = []; this.#collect(this.#head, all); return all.values() } #collect(n: any, into: K[]) { if (!n) return; this.#collect(n.left, into); into.push(n.key); this.#collect(n.right, into) }`,
    `[Symbol.iterator]() { const all: K[] = []; this.forEach((k: K) => all.push(k)); return all.values() } forEach(f: (k: K) => void) { for (const k of this.#keys) f(k) }`,
    `[Symbol.iterator]() { return new Array(...this.#keys).values() }`,
  ])('finds %s', (members) => {
    const more = `function sortedCopy<K>(keys: K[]) { return keys.slice().sort()[0] }`;
    expect(found(RULE, `${mapWith(members)}\n${more}`)).not.toEqual([]);
  });

  test.each([
    `first() { return this.#keys[0] }`,
    `*[Symbol.iterator]() { yield* this.#walk(this.#head) } *#walk(n: any): Generator<K> { if (!n) return; yield* this.#walk(n.left); yield n.key; yield* this.#walk(n.right) }`,
    `get(k: K) { const path: unknown[] = []; this.#descend(this.#head, k, path); return path.length } #descend(n: any, k: K, path: unknown[]) { if (!n) return; path.push(n); this.#descend(k < n.key ? n.left : n.right, k, path) }`,
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
