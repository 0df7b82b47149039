import v8 from 'node:v8';
import vm from 'node:vm';

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
export async function kilobytesKeptBy(body: () => unknown, enough: number): Promise<number> {
  const before = bytesInUse();
  const result = await body();
  let kept = Infinity;
  for (let attempt = 0; attempt < 5 && kept > enough; attempt++) kept = (bytesInUse() - before) / 1024;
  // keeps the result alive until here
  return result === kilobytesKeptBy ? 0 : Math.round(kept);
}
