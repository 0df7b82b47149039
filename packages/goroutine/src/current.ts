import { NativeRuntime } from './native-runtime.ts';
import type { Runtime } from './runtime.ts';

/** The Runtime that every operation goes through. */
export let current: Runtime = new NativeRuntime();

/**
 * From now on every operation goes through `runtime`; goroutines that are already parked stay with theirs.
 * There is one current Runtime per process: whoever sets one for a while puts the old one back.
 * @returns the Runtime that was current before.
 */
export function setRuntime(runtime: Runtime): Runtime {
  const before = current;
  current = runtime;
  return before;
}
