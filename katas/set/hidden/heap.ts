import v8 from 'node:v8';
import vm from 'node:vm';

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

/** Bytes that are still in use after a garbage collection, typed arrays included. */
function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** The memory in use at a moment, to compare a later one with. */
export class HeapMark {
  // The first collection still leaves some of what the tests before have dropped.
  readonly #before = Math.min(bytesInUse(), bytesInUse());

  /**
   * By how many kB the memory in use has grown since. What the engine frees late is given some more collections to go:
   * the answer is the first that is at most `enough`, else the last.
   */
  grownByKb(enough: number): number {
    let grown = Infinity;
    for (let attempt = 0; attempt < 5 && grown > enough; attempt++) {
      grown = Math.round((bytesInUse() - this.#before) / 1024);
    }
    return grown;
  }
}
