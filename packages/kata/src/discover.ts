import type { KataDefinition } from './kata.ts';

/** A kata as it was found on disk. */
export interface Kata {
  readonly slug: string;
  /** Absolute path of its folder. */
  readonly dir: string;
  readonly definition: KataDefinition;
}

/** A folder that should be a kata and can't be loaded. */
export interface BrokenKata {
  readonly slug: string;
  readonly dir: string;
  /** What is wrong and where, for its author. */
  readonly problem: string;
}
