import v8 from 'node:v8';
import vm from 'node:vm';
import { sized } from '@katas/kata/suite';

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

/** Bytes that are still in use after a garbage collection, typed arrays included. */
function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Small sizes leave nothing that could be told from noise, and a collection takes longer than they do. */
function isMeasured(): boolean {
  return sized(true, false);
}

/** The memory in use at a moment, to compare a later one with. */
export class HeapMark {
  // The first collection still leaves some of what the tests before have dropped.
  readonly #before = isMeasured() ? Math.min(bytesInUse(), bytesInUse()) : 0;

  /**
   * By how many kB the memory in use has grown since. What the engine frees late is given some more collections to go:
   * the answer is the first that is at most `enough`, else the last.
   */
  grownByKb(enough: number): number {
    if (!isMeasured()) return 0;
    let grown = Infinity;
    for (let attempt = 0; attempt < 5 && grown > enough; attempt++) {
      grown = Math.round((bytesInUse() - this.#before) / 1024);
    }
    return grown;
  }
}
