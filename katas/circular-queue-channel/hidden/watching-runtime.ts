import { Chan, type GoroutineStart, NativeRuntime, type Op, type Parked, setRuntime } from '@katas/goroutine';

/** The native runtime, which notes what a program does. */
class WatchingRuntime extends NativeRuntime {
  /** Operations, goroutines and alarms that were begun. */
  begun = 0;
  readonly carriers = new Set<Chan<unknown>>();
  readonly #isValue: (brought: unknown) => boolean;

  constructor(isValue: (brought: unknown) => boolean) {
    super();
    this.#isValue = isValue;
  }

  override go(start: GoroutineStart): void {
    this.begun += 1;
    super.go(start);
  }

  override done<T>(op: Op, on: object | undefined, value: T, brings?: unknown): Promise<T> {
    this.#note(on, brings);
    return super.done(op, on, value);
  }

  override park<T>(parked: Parked<T>, _op?: Op, on?: object, brings?: unknown): Promise<T> {
    this.#note(on, brings);
    return super.park(parked);
  }

  override did(_op?: Op, on?: object, brings?: unknown): void {
    this.#note(on, brings);
  }

  override arm(atMs: number, fire: () => void): ReturnType<NativeRuntime['arm']> {
    this.begun += 1;
    return super.arm(atMs, fire);
  }

  #note(on: object | undefined, brings: unknown): void {
    this.begun += 1;
    if (on instanceof Chan && carries(brings, this.#isValue)) this.carriers.add(on as Chan<unknown>);
  }
}

/** A value, or something that a value is part of: a request, a pair. */
function carries(brings: unknown, isValue: (brought: unknown) => boolean): boolean {
  if (isValue(brings)) return true;
  return typeof brings === 'object' && brings !== null && Object.values(brings).some(isValue);
}

/** What a program has done while it was watched. */
export interface Watched {
  /** Operations on channels, locks and timers, and goroutines, that were begun so far. */
  readonly begun: number;
  /** Operations on channels, locks and timers that wait now. */
  readonly waiting: number;
  /** How many values stand in the buffers of channels through which values were sent. */
  buffered(): number;
}

/** Runs `body` on a runtime that is watched; `isValue` tells the values that are pushed. */
export async function watched(
  body: (watch: Watched) => Promise<void>,
  isValue: (brought: unknown) => boolean = () => false,
): Promise<void> {
  const runtime = new WatchingRuntime(isValue);
  const before = setRuntime(runtime);
  try {
    await body({
      get begun() {
        return runtime.begun;
      },
      get waiting() {
        return runtime.parked;
      },
      buffered: () => [...runtime.carriers].reduce((sum, chan) => sum + chan.len, 0),
    });
  } finally {
    setRuntime(before);
  }
}
