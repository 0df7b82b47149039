import { getEventListeners } from 'node:events';
import {
  Chan,
  type Context,
  context,
  go,
  Mutex,
  NativeRuntime,
  recv,
  select,
  send,
  setRuntime,
  time,
  WaitGroup,
} from '../index.ts';

/** What is left after a soak, and how memory went. */
export interface SoakReport {
  readonly handOffs: number;
  readonly cancelled: number;
  readonly parked: number;
  readonly goroutines: number;
  readonly alarms: number;
  readonly listeners: number;
  /** Heap in use after each tenth, after garbage collection; empty where there is none to be called. */
  readonly heapMb: readonly number[];
}

export interface SoakOptions {
  readonly handOffs: number;
  readonly goroutines: number;
  /** Whole number; the same one gives the same decisions, though not the same timing. */
  readonly seed: number;
}

/**
 * Pairs of goroutines hand values over by every way there is, with waits that are cut short at random: by a
 * context, by an AbortSignal, by a timer in a select. No value may be lost, and nothing may be left.
 */
export async function soak({ handOffs, goroutines, seed }: SoakOptions): Promise<SoakReport> {
  const runtime = new NativeRuntime();
  const before = setRuntime(runtime);
  const random = randomBelow(seed);
  const abort = new AbortController();
  const [root, cancelRoot] = context.withSignal(context.background(), abort.signal);
  const pairs = goroutines / 2;
  const each = Math.ceil(handOffs / pairs);
  const heapMb: number[] = [];
  const mutex = new Mutex();
  let done = 0;
  let cancelled = 0;

  /** Tries again and again until the value is over, giving up at random in between. */
  const insist = async (attempt: (ctx: Context) => Promise<boolean>): Promise<void> => {
    for (;;) {
      if (random(20) > 0) {
        if (await attempt(root)) return;
        continue;
      }
      const [ctx, cancel] = random(2) === 0 ? context.withTimeout(root, random(3)) : context.withCancel(root);
      using _ = cancel;
      if (random(2) === 0) go('canceller', cancel);
      try {
        if (await attempt(ctx)) return;
      } catch (error) {
        if (error !== context.canceled && error !== context.deadlineExceeded) throw error;
        cancelled++;
      }
    }
  };

  try {
    const wg = new WaitGroup();
    for (let pair = 0; pair < pairs; pair++) {
      const chan = new Chan<number>(pair % 3);
      wg.go('sender', async () => {
        for (let i = 0; i < each; i++) {
          await insist(async (ctx) => {
            if (random(4) > 0) return chan.send(i, ctx).then(() => true);
            const it = await select([send(chan, i), recv(ctx.done()), recv(time.after(random(3)))]);
            if (it.index === 0) return true;
            cancelled++;
            // A context that has ended says so at the next attempt.
            return false;
          });
        }
        chan.close();
      });
      wg.go('receiver', async () => {
        for (let i = 0; i < each; i++) {
          let value: number | undefined;
          await insist(async (ctx) => {
            if (random(4) > 0) value = (await chan.recv(ctx)).value;
            else {
              const it = await select([recv(chan), recv(time.after(random(3))), recv(ctx.done())]);
              if (it.index !== 0) {
                cancelled++;
                return false;
              }
              value = it.value;
            }
            return true;
          });
          if (value !== i) throw new Error(`soak: ${String(value)} came instead of ${i}`);
          if (random(50) === 0) {
            using _ = await mutex.lock(root);
          }
          if (++done % Math.ceil(handOffs / 10) === 0) heapMb.push(...measureHeap());
        }
      });
    }
    await wg.wait();
    cancelRoot();
    // The last goroutine is still on its way out.
    await time.sleep(1);
    return {
      handOffs: done,
      cancelled,
      parked: runtime.parked,
      goroutines: runtime.goroutines,
      alarms: runtime.alarms,
      listeners: getEventListeners(abort.signal, 'abort').length,
      heapMb,
    };
  } finally {
    setRuntime(before);
  }
}

function measureHeap(): number[] {
  const collect = typeof gc === 'function' ? gc : undefined;
  if (collect === undefined) return [];
  collect();
  return [process.memoryUsage().heapUsed / 2 ** 20];
}

/** A linear congruential generator: decisions, not statistics. */
function randomBelow(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % n;
  };
}
