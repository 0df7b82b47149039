import { Effect, Fiber, Queue } from 'effect';
import { heapUsed, perOperation, SIZE } from './workload.ts';

// Effect's queues are used by its own fibres; promises at every step would measure the border, not the queue. It
// has no unbuffered queue: its smallest holds one value.

export function pingPong(): Promise<number> {
  const n = SIZE.pingPong / 2;
  return Effect.runPromise(
    Effect.gen(function* () {
      const there = yield* Queue.bounded<number>(1);
      const back = yield* Queue.bounded<number>(1);
      yield* Effect.forkChild(
        Effect.gen(function* () {
          for (let i = 0; i < n; i++) yield* Queue.offer(back, yield* Queue.take(there));
        }),
      );
      const start = performance.now();
      let sum = 0;
      for (let i = 0; i < n; i++) {
        yield* Queue.offer(there, i);
        sum += yield* Queue.take(back);
      }
      return perOperation(start, 2 * n, sum, (n * (n - 1)) / 2);
    }),
  );
}

export function stream(): Promise<number> {
  const n = SIZE.stream;
  return Effect.runPromise(
    Effect.gen(function* () {
      const queue = yield* Queue.bounded<number>(128);
      yield* Effect.forkChild(
        Effect.gen(function* () {
          for (let i = 0; i < n; i++) yield* Queue.offer(queue, i);
        }),
      );
      const start = performance.now();
      let sum = 0;
      for (let i = 0; i < n; i++) sum += yield* Queue.take(queue);
      return perOperation(start, n, sum, (n * (n - 1)) / 2);
    }),
  );
}

export function crowd(): Promise<number> {
  const n = SIZE.crowd / 4;
  return Effect.runPromise(
    Effect.gen(function* () {
      const queue = yield* Queue.bounded<number>(16);
      let sum = 0;
      const start = performance.now();
      const consumers = [];
      for (let p = 0; p < 4; p++) {
        yield* Effect.forkChild(
          Effect.gen(function* () {
            for (let i = 0; i < n; i++) yield* Queue.offer(queue, i);
          }),
        );
        consumers.push(
          yield* Effect.forkChild(
            Effect.gen(function* () {
              for (let i = 0; i < n; i++) {
                const value = yield* Queue.take(queue);
                sum += value;
              }
            }),
          ),
        );
      }
      yield* Fiber.joinAll(consumers);
      return perOperation(start, 4 * n, sum, 2 * n * (n - 1));
    }),
  );
}

export function parked(): Promise<number> {
  return Effect.runPromise(
    Effect.gen(function* () {
      const queues = [];
      for (let i = 0; i < SIZE.parked / 1000; i++) queues.push(yield* Queue.bounded<number>(1));
      const before = yield* Effect.promise(heapUsed);
      let sum = 0;
      for (const queue of queues) {
        for (let i = 0; i < 1000; i++) {
          yield* Effect.forkChild(
            Effect.gen(function* () {
              const value = yield* Queue.take(queue);
              sum += value;
            }),
          );
        }
      }
      const after = yield* Effect.promise(heapUsed);
      for (const queue of queues) for (let i = 0; i < 1000; i++) yield* Queue.offer(queue, 1);
      yield* Effect.promise(heapUsed);
      if (sum !== SIZE.parked) throw new Error(`effect: ${sum} of ${SIZE.parked} were woken`);
      return (after - before) / SIZE.parked;
    }),
  );
}
