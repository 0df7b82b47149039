import type { Op } from '../runtime.ts';
import type { Origin } from '../origin.ts';

/** A goroutine of a steered run. */
export class Goroutine {
  /** From 1, in the order of starting; 1 is the program's own. */
  readonly id: number;
  readonly name: string;
  readonly origin: Origin;
  finished = false;

  constructor(id: number, name: string, origin: Origin) {
    this.id = id;
    this.name = name;
    this.origin = origin;
  }
}

/** One thing that a goroutine waits for. */
export interface Waiting {
  readonly goroutine: Goroutine;
  readonly op: Op;
  /** What the operation is on; numbers stand for things without a name, in the order of their appearance. */
  readonly on: string;
  /** The call that waits. */
  readonly at: Origin;
}

/** A goroutine that cannot go on by itself. */
export interface Blocked {
  readonly goroutine: Goroutine;
  /** Empty: it waits for a promise that is not this package's. */
  readonly waits: readonly Waiting[];
}

/** One paragraph per goroutine, as in a crash report of Go. */
export function describeBlocked(blocked: readonly Blocked[]): string {
  return blocked.map(describe).join('\n\n');
}

function describe({ goroutine, waits }: Blocked): string {
  const head = `goroutine ${goroutine.id} [${waits[0]?.op ?? 'promise'}]: ${goroutine.name}`;
  const lines = waits.map(
    (wait) => `    waits in ${wait.op}${wait.on === '' ? '' : ` on ${wait.on}`} at ${wait.at.place}`,
  );
  if (lines.length === 0)
    lines.push('    waits for a promise that no channel or lock of this program stands behind');
  return [head, ...lines, `    started at ${goroutine.origin.place}`].join('\n');
}
