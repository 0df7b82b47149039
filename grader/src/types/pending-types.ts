import { setTimeout as delay } from 'node:timers/promises';
import type { TypesVerdict } from '@katas/kata';

/** Type errors that are not known this long after everything else are left out. */
const PATIENCE_MS = 500;

type Known = { readonly types?: TypesVerdict };

/** Type errors that are being looked for beside the tests. */
export class PendingTypes {
  #known: Known = {};
  readonly #checking: Promise<void>;

  /** @param checking - must not reject; undefined: nobody looks for them */
  constructor(checking: Promise<TypesVerdict> | undefined) {
    this.#checking = this.#take(checking);
  }

  /** What is known by now. */
  now(): Known {
    return this.#known;
  }

  /** What is known in a moment. */
  async soon(): Promise<Known> {
    const patience = new AbortController();
    const late = delay(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => {});
    await Promise.race([this.#checking, late]);
    patience.abort();
    return this.#known;
  }

  async #take(checking: Promise<TypesVerdict> | undefined): Promise<void> {
    if (checking !== undefined) this.#known = { types: await checking };
  }
}
