import * as fc from 'fast-check';
import { letterHashers } from './hashers.ts';
import type { Op } from './model.ts';

/** The 26 letters in both cases. */
export const alphabet: readonly string[] = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');

export const letter: fc.Arbitrary<string> = fc.constantFrom(...alphabet);

/** One of the legal hashers. */
export const letterHasher = fc.constantFrom(...letterHashers);

/** A change of a set of letters, or a question to it. Mostly adds and deletes; few letters, so that they meet. */
export const letterOp: fc.Arbitrary<Op<string>> = fc.oneof(
  { weight: 8, arbitrary: opOf('add') },
  { weight: 6, arbitrary: opOf('delete') },
  { weight: 4, arbitrary: opOf('has') },
  { weight: 1, arbitrary: fc.constant<Op<string>>({ type: 'clear' }) },
);

function opOf(type: 'add' | 'delete' | 'has'): fc.Arbitrary<Op<string>> {
  return letter.map((value) => ({ type, value }));
}
