import type { Panic } from './runtime.ts';

/** A channel was misused: a send on or a close of a closed one, a close of a nil one, an impossible capacity. */
export class ChanError extends Error {
  override readonly name = 'ChanError';

  constructor(message: string) {
    super(`chan: ${message}`);
  }
}

/** A lock, WaitGroup or semaphore was misused. */
export class SyncError extends Error {
  override readonly name = 'SyncError';
}

/** A timer or ticker was asked for something impossible. */
export class TimeError extends Error {
  override readonly name = 'TimeError';

  constructor(message: string) {
    super(`time: ${message}`);
  }
}

/** An error escaped a goroutine: thrown as an uncaught exception, with what escaped as its `cause`. */
export class GoroutinePanicError extends Error {
  override readonly name = 'GoroutinePanicError';
  readonly panic: Panic;

  constructor(panic: Panic) {
    const { error, name, origin } = panic;
    super(
      `panic: ${error instanceof Error ? error.message : String(error)} [goroutine ${name}, started at ${origin.place}]`,
      {
        cause: error,
      },
    );
    this.panic = panic;
  }
}
