import v8 from 'node:v8';
import vm from 'node:vm';

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

const TURNS = 6;

/**
 * How many of these are still held by somebody, after everybody has had the time to let go: the first answer that is at
 * most `enough`, else the last of some.
 */
export async function heldOf(refs: readonly WeakRef<object>[], enough = 0): Promise<number> {
  let held = refs.length;
  for (let turn = 0; turn < TURNS && held > enough; turn += 1) {
    // What a WeakRef has shown is kept until the end of the job.
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    collectGarbage();
    held = refs.filter((ref) => ref.deref() !== undefined).length;
  }
  return held;
}

/** Memory in use after a collection, to compare a later one with. */
export class HeapMark {
  readonly #before = Math.min(bytesInUse(), bytesInUse());

  /** By how many kB it has grown: the first answer that is at most `enough`, else the last of some. */
  async grownByKb(enough: number): Promise<number> {
    let grown = Infinity;
    for (let turn = 0; turn < TURNS && grown > enough; turn += 1) {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      grown = Math.round((bytesInUse() - this.#before) / 1024);
    }
    return grown;
  }
}

function bytesInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
