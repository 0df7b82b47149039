import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Taken } from './taken.ts';

function keyOf(members: ReadonlySet<number>, size: number): string {
  const taken = new Taken(size);
  for (const member of members) taken.flip(member);
  let first = 0;
  while (members.has(first)) first += 1;
  return taken.key(first, Math.max(-1, ...members));
}

test('sets have the same key exactly if they are the same, and no key is the beginning of another', () => {
  const sets = fc.uniqueArray(fc.nat(49), { maxLength: 50 }).map((members) => new Set(members));
  fc.assert(
    fc.property(sets, sets, (one, other) => {
      const isSame = one.size === other.size && one.isSubsetOf(other);
      const [key, otherKey] = [keyOf(one, 50), keyOf(other, 50)];
      expect(key === otherKey).toBe(isSame);
      // What follows in the memory is a state, which may be any text.
      expect(otherKey.startsWith(key)).toBe(isSame);
    }),
    { numRuns: 2000 },
  );
  expect(keyOf(new Set([1, 20]), 50).startsWith(keyOf(new Set([1]), 50))).toBe(false);
});

test('a member that is taken out again is gone', () => {
  const taken = new Taken(40);
  taken.flip(3);
  const before = taken.key(0, 3);
  taken.flip(33);
  expect(taken.key(0, 33)).not.toBe(before);
  taken.flip(33);
  expect(taken.key(0, 3)).toBe(before);
});
