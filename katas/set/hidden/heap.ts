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

/**
 * How many kB `body` leaves behind for good. What the engine frees late is given some more collections to go: the
 * answer is the first that is at most `enough`, else the last.
 */
export function kilobytesLeftBy(body: () => void, enough: number): number {
  let before = Infinity;
  for (let attempt = 0; attempt < 4; attempt++) before = Math.min(before, bytesInUse());
  body();
  let left = Infinity;
  for (let attempt = 0; attempt < 5 && left > enough; attempt++) {
    left = Math.round((bytesInUse() - before) / 1024);
  }
  return left;
}
