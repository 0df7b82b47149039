/** How a library is used in the workloads: its own promises and results, with nothing around them. */
export interface Library<R> {
  readonly name: string;
  chan(capacity: number): Link<R>;
  /** Starts what Go would start with `go`. */
  go(body: () => Promise<void>): void;
  valueOf(result: R): number;
  /** Receives from whichever of the channels has something; not there where a library has no such thing. */
  select?(chans: readonly Link<R>[]): () => PromiseLike<number>;
}

/** A channel in a workload. */
export interface Link<R> {
  send(value: number): PromiseLike<unknown>;
  recv(): PromiseLike<R>;
  /** The library's own object. */
  readonly raw: unknown;
}

/** Operations per sample. */
export const SIZE = { pingPong: 20_000, stream: 40_000, crowd: 40_000, select: 8_000, parked: 100_000 };

/** Two goroutines hand a value to and fro; nanoseconds per hand-off. */
export async function pingPong<R>(library: Library<R>): Promise<number> {
  const there = library.chan(0);
  const back = library.chan(0);
  const n = SIZE.pingPong / 2;
  library.go(async () => {
    for (let i = 0; i < n; i++) await back.send(library.valueOf(await there.recv()));
  });
  const start = performance.now();
  let sum = 0;
  for (let i = 0; i < n; i++) {
    await there.send(i);
    sum += library.valueOf(await back.recv());
  }
  return perOperation(start, 2 * n, sum, (n * (n - 1)) / 2);
}

/** One sends, one receives, through a buffer of 128; nanoseconds per value. */
export async function stream<R>(library: Library<R>): Promise<number> {
  const chan = library.chan(128);
  const n = SIZE.stream;
  library.go(async () => {
    for (let i = 0; i < n; i++) await chan.send(i);
  });
  const start = performance.now();
  let sum = 0;
  for (let i = 0; i < n; i++) sum += library.valueOf(await chan.recv());
  return perOperation(start, n, sum, (n * (n - 1)) / 2);
}

/** Four send, four receive, through a buffer of 16; nanoseconds per value. */
export async function crowd<R>(library: Library<R>): Promise<number> {
  const chan = library.chan(16);
  const n = SIZE.crowd / 4;
  let sum = 0;
  let left = 4;
  const start = performance.now();
  await new Promise<void>((resolve) => {
    for (let p = 0; p < 4; p++) {
      library.go(async () => {
        for (let i = 0; i < n; i++) await chan.send(i);
      });
      library.go(async () => {
        for (let i = 0; i < n; i++) {
          // Not `sum += await …`: that would read the sum before the wait.
          const value = library.valueOf(await chan.recv());
          sum += value;
        }
        if (--left === 0) resolve();
      });
    }
  });
  return perOperation(start, 4 * n, sum, 2 * n * (n - 1));
}

/** One receives from eight unbuffered channels, each with a sender; nanoseconds per value. */
export async function select<R>(library: Library<R>): Promise<number> {
  const chans = Array.from({ length: 8 }, () => library.chan(0));
  const receive = library.select?.(chans);
  if (receive === undefined) throw new Error(`${library.name} has no select`);
  const n = SIZE.select / 8;
  for (const chan of chans) {
    library.go(async () => {
      for (let i = 0; i < n; i++) await chan.send(i);
    });
  }
  const start = performance.now();
  let sum = 0;
  for (let i = 0; i < 8 * n; i++) sum += await receive();
  return perOperation(start, 8 * n, sum, 4 * n * (n - 1));
}

/** A hundred thousand goroutines wait to receive, a thousand on each channel; bytes of heap for each. */
export async function parked<R>(library: Library<R>): Promise<number> {
  const chans = Array.from({ length: SIZE.parked / 1000 }, () => library.chan(0));
  const before = await heapUsed();
  let sum = 0;
  for (const chan of chans) {
    for (let i = 0; i < 1000; i++) {
      library.go(async () => {
        const value = library.valueOf(await chan.recv());
        sum += value;
      });
    }
  }
  const after = await heapUsed();
  // They must really be there: each gets its value.
  for (const chan of chans) for (let i = 0; i < 1000; i++) await chan.send(1);
  await heapUsed();
  if (sum !== SIZE.parked) throw new Error(`${library.name}: ${sum} of ${SIZE.parked} were woken`);
  return (after - before) / SIZE.parked;
}

/** After garbage collection, with nothing left to run. */
export async function heapUsed(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('bench: start node with --expose-gc');
  for (let i = 0; i < 2; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

/** Nanoseconds per operation since `start`. */
export function perOperation(start: number, operations: number, sum: number, expected: number): number {
  const elapsedMs = performance.now() - start;
  if (sum !== expected) throw new Error(`bench: values were lost: ${sum} instead of ${expected}`);
  return (elapsedMs * 1e6) / operations;
}
