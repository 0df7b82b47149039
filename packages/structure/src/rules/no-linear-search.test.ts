import { describe, expect, test } from 'vitest';
import { found } from '../fixture.ts';
import type { RuleSpec } from '../rule-spec.ts';

const RULE: RuleSpec = { rule: 'no-linear-search', of: 'HashSet', methods: ['has', 'add', 'delete'] };

/** The members of a class whose `has` is what a row says. */
function setWith(members: string): string {
  return `const equals = (a: unknown, b: unknown) => a === b;
    export class HashSet<T> implements Iterable<T> {
      #items: T[] = []; #buckets: T[][] = []; #head: Node<T> | undefined; #size = 0; hasher = { equals };
      ${members}
      get size() { return this.#size }
      *[Symbol.iterator](): IterableIterator<T> { yield* this.#items }
      *values() { for (const bucket of this.#buckets) yield* bucket }
      #index(v: T) { return 3 % this.#buckets.length }
    }
    interface Node<T> { value: T; next: Node<T> | undefined; left?: Node<T>; right?: Node<T> }`;
}

describe('no-linear-search', () => {
  test.each([
    // Searches of the platform.
    `has(v: T) { return this.#items.includes(v) }`,
    `has(v: T) { return this.#items.indexOf(v) >= 0 }`,
    `has(v: T) { return this.#items['index' + 'Of'](v) >= 0 }`,
    `has(v: T) { return this.#items.find((x) => x === v) !== undefined }`,
    `has(v: T) { return this.#items.some((x) => equals(x, v)) }`,
    `has(v: T) { return !this.#items.every((x) => x !== v) }`,
    `has(v: T) { return this.#items.filter((x) => this.hasher.equals(x, v)).length > 0 }`,
    `has(v: T) { return this.#items.reduce((hit, x) => hit || x === v, false) }`,
    `has(v: T) { let hit = false; this.#items.forEach((x) => { if (x === v) hit = true }); return hit }`,
    `has(v: T) { const items = this.#items; return items.includes(v) }`,
    `has(v: T) { return [...this.#items].includes(v) }`,
    `has(v: T) { return [...this].includes(v) }`,
    `has(v: T) { return Array.from(this).includes(v) }`,
    `has(v: T) { return Array.from(this.values()).indexOf(v) >= 0 }`,
    `has(v: T) { return this.#items.slice().includes(v) }`,
    `has(v: T) { return this.#items.slice(0, this.#size).includes(v) }`,
    `has(v: T) { return this.#buckets.flat().includes(v) }`,
    `has(v: T) { return this.#buckets.some((b) => b.includes(v)) }`,
    `has(v: T) { return Array.prototype.includes.call(this.#items, v) }`,
    `has(v: T) { return this.#items.join(',').includes(String(v)) }`,
    `has(v: T) { return (this.#items ?? []).includes(v) }`,
    // Loops.
    `has(v: T) { for (const x of this) if (x === v) return true; return false }`,
    `has(v: T) { for (const x of this.#items) { if (equals(x, v)) return true } return false }`,
    `has(v: T) { for (const x of this.values()) if (x === v) return true; return false }`,
    `has(v: T) { for (const [, x] of this.#items.entries()) if (x === v) return true; return false }`,
    `has(v: T) { let hit = false; for (const x of this.#items) if (x === v) hit = true; return hit }`,
    `has(v: T) { let hit = false; for (const x of this.#items) hit ||= x === v; return hit }`,
    `has(v: T) { for (let i = 0; i < this.#items.length; i++) if (this.#items[i] === v) return true; return false }`,
    `has(v: T) { for (let i = this.#items.length - 1; i >= 0; i--) { const x = this.#items[i]; if (equals(v, x)) return true } return false }`,
    `has(v: T) { let i = 0; while (i < this.#items.length && this.#items[i] !== v) i++; return i < this.#items.length }`,
    `has(v: T) { let i = 0; for (;;) { if (i >= this.#items.length) return false; if (this.#items[i] === v) return true; i = i + 1 } }`,
    `has(v: T) { let i = 0; do { if (this.#items.at(i) === v) return true; i += 1 } while (i < this.#size); return false }`,
    `has(v: T) { for (const i in this.#items) if (this.#items.at(+i) === v || i === v) return true; return false }`,
    `has(v: T) { for (const b of this.#buckets) for (const x of b) if (x === v) return true; return false }`,
    `has(v: T) { for (let b = 0; b < this.#buckets.length; b++) for (const x of this.#buckets[b]!) if (x === v) return true; return false }`,
    `has(v: T) { for (const b of this.#buckets) { if (b.includes(v)) return true } return false }`,
    `has(v: T) { for (let n = this.#head; n; n = n.next) if (n.value === v) return true; return false }`,
    `has(v: T) { let n = this.#head; while (n !== undefined) { if (equals(n.value, v)) return true; n = n.next } return false }`,
    `has(v: T) { let n = this.#head; while (n && n.value !== v) n = n.next; return n !== undefined }`,
    `has(v: T) { return this.#at(v, 0) } #at(v: T, i: number): boolean { if (i >= this.#items.length) return false; return this.#items[i] === v || this.#at(v, i + 1) }`,
    `has(v: T) { for (const x of this.#walk(this.#head)) if (x === v) return true; return false } *#walk(n: any): Generator<T> { if (!n) return; yield* this.#walk(n.left); yield n.value; yield* this.#walk(n.right) }`,
    `has(v: T) { return this.#from(v) >= 0 } #from(v: T, i = 0) { while (i < this.#items.length) { if (this.#items[i] === v) return i; i++ } return -1 }`,
    // Elsewhere.
    `has(v: T) { return this.#find(v) >= 0 } #find(v: T) { return this.#items.indexOf(v) }`,
    `has = (v: T) => this.#items.includes(v)`,
    `has(v: T) { return inList(this.#items, v) }`,
    `has(v: T) { return this.#found.call(this, v) } #found(v: T) { return this.#items.includes(v) }`,
    `add(v: T) { if (!this.has(v)) this.#items.push(v); return this } has(v: T) { return this.#items.includes(v) }`,
    `delete(v: T) { const i = this.#items.findIndex((x) => x === v); if (i >= 0) this.#items.splice(i, 1); return i >= 0 }`,
    `#state = { list: [] as T[] }; has(v: T) { return this.#state.list.includes(v) }`,
    `#table = new Table<T>(); has(v: T) { return this.#table.holds(v) }`,
  ])('finds %s', (members) => {
    const more = `function inList<T>(list: T[], v: T) { for (const x of list) if (x === v) return true; return false }
      class Table<T> { list: T[] = []; holds(v: T) { return this.list.includes(v) } }`;
    expect(found(RULE, `${setWith(members)}\n${more}`)).not.toEqual([]);
  });

  test.each([
    `has(v: T) { const g = this.#index(v) * 8; return this.#items.slice(g, g + 8).includes(v) }`,
    `has(v: T) { return this.#buckets[this.#index(v)]!.includes(v) }`,
    `has(v: T) { const b = this.#buckets[this.#index(v)] ?? []; return b.some((x) => equals(x, v)) }`,
    `has(v: T) { for (const x of this.#buckets[this.#index(v)]!) if (x === v) return true; return false }`,
    `has(v: T) { for (const x of this.#bucket(v)) if (x === v) return true; return false } #bucket(v: T) { return this.#buckets[this.#index(v)] ?? [] }`,
    `has(v: T) { for (const x of this.#chain(v)) if (x === v) return true; return false } *#chain(v: T) { yield* this.#buckets[this.#index(v)]! }`,
    `has(v: T) { return inList(this.#buckets[3]!, v) }`,
    `has(v: T) { const b = this.#buckets.at(this.#index(v)); return b?.includes(v) }`,
    `has(v: T) { return this.#from(v, this.#index(v)) } #from(v: T, i = 0) { while (this.#items[i] !== undefined) { if (this.#items[i] === v) return true; i++ } return false }`,
    `heads: (Node<T> | undefined)[] = []; has(v: T) { let n = this.heads[this.#index(v)]; while (n) { if (n.value === v) return true; n = n.next } return false }`,
    `heads: Node<T>[] = []; has(v: T) { for (let n: Node<T> | undefined = this.heads[1]; n; n = n.next) if (equals(n.value, v)) return true; return false }`,
    `has(v: T) { let n = this.#head; while (n) { if (n.value === v) return true; n = n.value < v ? n.right : n.left } return false }`,
    `has(v: T) { const mask = 7; for (let i = this.#index(v); this.#items[i] !== undefined; i = (i + 1) & mask) if (this.#items[i] === v) return true; return false }`,
    `has(v: T) { const h = this.#index(v); for (let n = 0; n < this.#items.length; n++) { const i = (h + n) % 7; if (this.#items[i] === v) return true } return false }`,
    `has(v: T) { let i = this.#index(v); for (let n = 0; n < this.#items.length; n++) { if (this.#items[i] === v) return true; i = (i + 1) % 7 } return false }`,
    `add(v: T) { if (this.#size > 3) this.#grow(); return this } #grow() { const old = this.#items; this.#items = []; for (const x of old) this.#place(x) } #place(x: T) { let i = 1; while (this.#items[i] !== undefined) i++; this.#items[i] = x }`,
    `add(v: T) { this.#rehash(this.#items.length * 2); return this } #rehash(n: number) { const old = this.#items; this.#items = new Array(n); for (let i = 0; i < old.length; i++) { const x = old[i]; if (x === undefined) continue; this.#items[i % n] = x } }`,
    `cursors: { at: unknown }[] = []; delete(v: T) { for (const c of this.cursors) if (c.at === v) c.at = undefined; return true }`,
    `delete(v: T) { this.#items = this.#items.filter((x) => x !== undefined); return true }`,
    `union(o: HashSet<T>) { for (const x of this) if (o.has(x)) return o; return this } has(v: T) { return v === v }`,
    `contains(v: T) { return this.#items.includes(v) } has(v: T) { return this.#index(v) > 0 }`,
    `has(v: T) { let lo = 0; let hi = this.#items.length; while (lo < hi) { const m = (lo + hi) >> 1; if (this.#items[m]! < v) lo = m + 1; else hi = m } return this.#items[lo] === v }`,
    `constructor(values: T[]) { for (const v of values) if (!this.#items.includes(v)) this.#items.push(v) } has(v: T) { return false }`,
    `rows: Bucket<T>[] = []; has(v: T) { return this.rows[this.#index(v)]!.holds(v) }`,
  ])('leaves alone: %s', (members) => {
    const more = `function inList<T>(list: T[], v: T) { for (const x of list) if (x === v) return true; return false }
      class Bucket<T> { list: T[] = []; holds(v: T) { return this.list.includes(v) } }
      export const rows = Array.from({ length: 8 }, () => new Bucket<number>());`;
    expect(found(RULE, `${setWith(members)}\n${more}`)).toEqual([]);
  });

  test.each([
    `class Mine<T> { items: T[] = []; has(v: T) { return this.items.includes(v) } } export { Mine as HashSet }`,
    `export const HashSet = class<T> { items: T[] = []; has(v: T) { return this.items.includes(v) } }`,
    `class Base<T> { items: T[] = []; has(v: T) { return this.items.includes(v) } } export class HashSet<T> extends Base<T> {}`,
    `const make = () => { const items: unknown[] = []; return { has: (v: unknown) => items.includes(v) } }; export class HashSet { #t = make(); has(v: unknown) { return this.#t.has(v) } }`,
  ])('sees through the way the class is made: %s', (text) => {
    expect(found(RULE, text)).toHaveLength(1);
  });

  test('a factory of buckets is not the whole', () => {
    const text = `const makeBucket = () => { const items: unknown[] = []; return { has: (v: unknown) => items.includes(v) } };
      export class HashSet { #b = Array.from({ length: 8 }, makeBucket); has(v: unknown) { return this.#b[3]!.has(v) } }`;
    expect(found(RULE, text)).toEqual([]);
  });

  test('points at the search, and at the head of a loop', () => {
    const text = `export class HashSet {\n  a: number[] = [];\n  has(v: number) {\n    for (const x of this.a) {\n      if (x === v) return true;\n    }\n    return this.a.includes(v);\n  }\n}`;
    expect(found(RULE, text)).toEqual([
      '4:5 `this.a` looks through all elements, one by one.',
      '7:12 `this.a.includes` looks through all elements, one by one.',
    ]);
  });

  test('a class that is not there has no findings', () => {
    expect(found(RULE, `export const other = [1].includes(1);`)).toEqual([]);
  });
});
