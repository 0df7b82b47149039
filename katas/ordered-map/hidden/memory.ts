import v8 from 'node:v8';
import vm from 'node:vm';
import { sized } from '@katas/kata/suite';

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as () => void;

function bytesInUse(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/**
 * What `body` leaves in use, in kB, while its result is alive. The engine frees some things late: collections go on,
 * up to five, until no more than `enough` is left.
 */
export function kilobytesKeptBy(body: () => unknown, enough: number): number {
  // Small sizes leave nothing that could be told from noise, and a collection takes longer than they do.
  if (sized(false, true)) return body() === kilobytesKeptBy ? 1 : 0;
  const before = Math.min(bytesInUse(), bytesInUse());
  const result = body();
  let kept = Infinity;
  for (let attempt = 0; attempt < 5 && kept > enough; attempt++) kept = (bytesInUse() - before) / 1024;
  // keeps the result alive until here
  return result === kilobytesKeptBy ? 0 : Math.round(kept);
}
