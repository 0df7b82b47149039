import type { Key } from './keys.ts';

/** An input method may send full-width signs; `？` is meant as `?`. */
export function signOf(key: Key): string {
  return key.text.normalize('NFKC');
}
