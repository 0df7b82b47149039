import { describe, expect, test } from 'vitest';
import {
  type Context,
  context,
  go,
  Group,
  Mutex,
  Once,
  RWMutex,
  Semaphore,
  SyncError,
  time,
  WaitGroup,
} from './index.ts';
import { bubble, LeakError } from './steered/index.ts';

const soon = (): ReturnType<typeof context.withTimeout> => context.withTimeout(context.background(), 5);

describe('a wait that its context ends', () => {
  const waits: [
    string,
    () => { wait: (ctx: Context) => Promise<unknown>; free: () => void; again: () => boolean },
  ][] = [
    [
      'Mutex.lock',
      (): ReturnType<(typeof waits)[0][1]> => {
        const m = new Mutex();
        m.tryLock();
        return { wait: (ctx) => m.lock(ctx), free: () => m.unlock(), again: () => m.tryLock() };
      },
    ],
    [
      'RWMutex.lock',
      (): ReturnType<(typeof waits)[0][1]> => {
        const m = new RWMutex();
        m.tryRLock();
        return { wait: (ctx) => m.lock(ctx), free: () => m.rUnlock(), again: () => m.tryLock() };
      },
    ],
    [
      'RWMutex.rLock',
      (): ReturnType<(typeof waits)[0][1]> => {
        const m = new RWMutex();
        m.tryLock();
        return { wait: (ctx) => m.rLock(ctx), free: () => m.unlock(), again: () => m.tryLock() };
      },
    ],
    [
      'Semaphore.acquire',
      (): ReturnType<(typeof waits)[0][1]> => {
        const s = new Semaphore(1);
        s.tryAcquire();
        return { wait: (ctx) => s.acquire(1, ctx), free: () => s.release(), again: () => s.tryAcquire() };
      },
    ],
    [
      'WaitGroup.wait',
      (): ReturnType<(typeof waits)[0][1]> => {
        const wg = new WaitGroup();
        wg.add(1);
        return { wait: (ctx) => wg.wait(ctx), free: () => wg.done(), again: () => true };
      },
    ],
  ];
  test.each(waits)('%s fails, and leaves its place to others', async (_, make) => {
    await bubble(async () => {
      const { wait, free, again } = make();
      const [ctx, cancel] = soon();
      await expect(wait(ctx)).rejects.toBe(context.deadlineExceeded);
      await expect(wait(ctx)).rejects.toBe(context.deadlineExceeded);
      free();
      expect(again()).toBe(true);
      cancel();
    });
  });

  test.each(waits)('%s takes its wish back when it went well', async (_, make) => {
    await bubble(async () => {
      const { wait, free } = make();
      const [ctx, cancel] = context.withCancel(context.background());
      const waiting = wait(ctx);
      free();
      cancel();
      await waiting;
      expect(ctx.err()).toBe(context.canceled);
    });
  });

  test('Semaphore.acquire that got its places in the same moment as the end keeps them', async () => {
    await bubble(async () => {
      // The end of the first request serves the second, whose own end must then come too late.
      const s = new Semaphore(2);
      s.tryAcquire(1);
      const [ctx, cancel] = context.withCancel(context.background());
      const large = expect(s.acquire(2, ctx)).rejects.toBe(context.canceled);
      const small = s.acquire(1, ctx);
      cancel();
      await large;
      (await small).release();
      expect(s.free).toBe(1);
    });
  });
});

describe('a scope', () => {
  test('releases what it holds at its end', async () => {
    const [mutex, rw, places] = [new Mutex(), new RWMutex(), new Semaphore(3)];
    {
      using _m = await mutex.lock();
      using _w = await rw.lock();
      using _p = await places.acquire(2);
      expect([mutex.tryLock(), rw.tryRLock(), places.free]).toEqual([false, false, 1]);
    }
    expect([mutex.tryLock(), rw.tryLock(), places.free]).toEqual([true, true, 3]);
  });

  test('gives a permit back once', async () => {
    const places = new Semaphore(2);
    const one = await places.acquire();
    await places.acquire();
    one.release();
    one.release();
    one[Symbol.dispose]();
    expect(places.free).toBe(1);
  });

  test('waits for its WaitGroup and its Group', async () => {
    await bubble(async () => {
      let done = 0;
      {
        await using wg = new WaitGroup();
        await using group = new Group();
        const work = async (): Promise<void> => {
          await time.sleep(1);
          done++;
        };
        wg.go('work', work);
        group.go('work', work);
      }
      expect(done).toBe(2);
    });
  });
});

describe('Mutex', () => {
  test('is handed on in the order of asking, and nobody gets in between', async () => {
    const m = new Mutex();
    await m.lock();
    const order: number[] = [];
    const waiting = [1, 2, 3].map(async (n) => {
      await m.lock();
      order.push(n);
      m.unlock();
    });
    m.unlock();
    expect(m.tryLock()).toBe(false);
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
    expect(m.tryLock()).toBe(true);
  });
});

describe('RWMutex', () => {
  test('a waiting writer keeps new readers out', async () => {
    await bubble(async () => {
      const m = new RWMutex();
      await m.rLock();
      const writer = m.lock();
      expect(m.tryRLock()).toBe(false);
      const reader = m.rLock();
      m.rUnlock();
      await writer;
      expect(m.tryRLock()).toBe(false);
      m.unlock();
      await reader;
      expect(m.tryLock()).toBe(false);
      m.rUnlock();
      expect(m.tryLock()).toBe(true);
    });
  });

  test('after a writer come the readers that waited, then the next writer', async () => {
    await bubble(async () => {
      const m = new RWMutex();
      const order: string[] = [];
      await m.lock();
      const wg = new WaitGroup();
      const take = (name: string): void =>
        wg.go(async () => {
          await (name[0] === 'w' ? m.lock() : m.rLock());
          order.push(name);
          await time.sleep(1);
          order.push(`-${name}`);
          if (name[0] === 'w') m.unlock();
          else m.rUnlock();
        });
      for (const name of ['w1', 'r1', 'r2', 'w2']) take(name);
      await time.sleep(1);
      m.unlock();
      await wg.wait();
      expect(order).toEqual(['r1', 'r2', '-r1', '-r2', 'w1', '-w1', 'w2', '-w2']);
    });
  });

  test('readers kept out by a writer go on when it gives up, unless another waits', async () => {
    await bubble(async () => {
      const m = new RWMutex();
      await m.rLock();
      const [ctx, cancel] = soon();
      const gaveUp = expect(m.lock(ctx)).rejects.toBe(context.deadlineExceeded);
      const reader = m.rLock();
      await gaveUp;
      await reader;
      m.rUnlock();

      const gaveUp2 = expect(m.lock(ctx)).rejects.toBe(context.deadlineExceeded);
      await gaveUp2;
      const [ctx3, cancel3] = soon();
      const gaveUp3 = expect(m.lock(ctx3)).rejects.toBe(context.deadlineExceeded);
      const stays = m.lock();
      let read = false;
      const late = m.rLock().then(() => (read = true));
      await gaveUp3;
      expect(read).toBe(false);
      m.rUnlock();
      await stays;
      m.unlock();
      await late;
      m.rUnlock();
      cancel();
      cancel3();
    });
  });

  test('a writer that gives up while another writes lets nobody in', async () => {
    await bubble(async () => {
      const m = new RWMutex();
      await m.lock();
      const [ctx, cancel] = soon();
      const gaveUp = expect(m.lock(ctx)).rejects.toBe(context.deadlineExceeded);
      let read = false;
      const late = m.rLock().then(() => (read = true));
      await gaveUp;
      expect(read).toBe(false);
      m.unlock();
      await late;
      cancel();
    });
  });
});

describe('WaitGroup', () => {
  test('stays as it was after misuse', async () => {
    const wg = new WaitGroup();
    wg.add(2);
    expect(() => wg.add(-3)).toThrow(new SyncError('sync: negative WaitGroup counter'));
    expect(() => wg.add(0.5)).toThrow(SyncError);
    wg.add(-2);
    await wg.wait();
  });

  test('lets all that wait go on', async () => {
    await bubble(async () => {
      const wg = new WaitGroup();
      wg.add(1);
      const waiting = [wg.wait(), wg.wait(), wg.wait()];
      wg.add(1);
      wg.done();
      wg.done();
      await Promise.all(waiting);
      expect(waiting).toHaveLength(3);
    });
  });
});

describe('Once', () => {
  test('inside itself waits for ever', async () => {
    const run = bubble(async () => {
      const once = new Once();
      await once.do(() => once.do(() => undefined));
    });
    await expect(run).rejects.toThrow('sync.Once.Do on Once #1');
  });

  test('gives the error to the first caller only', async () => {
    await bubble(async () => {
      const once = new Once();
      const first = expect(
        once.do(async () => {
          await time.sleep(1);
          throw new Error('only once');
        }),
      ).rejects.toThrow('only once');
      await once.do(() => expect.unreachable());
      await first;
      await once.do(() => expect.unreachable());
    });
  });
});

describe('Semaphore', () => {
  test.each([-1, 0.5, Number.NaN])('refuses %s as size and as number of places', (n) => {
    expect(() => new Semaphore(n)).toThrow('semaphore: size must be a whole number from 0');
    const s = new Semaphore(1);
    const message = 'semaphore: places must be a whole number from 0';
    expect(() => s.tryAcquire(n)).toThrow(message);
    expect(() => s.release(n)).toThrow(message);
    expect(() => s.acquire(n)).toThrow(message);
    expect(s.free).toBe(1);
  });

  test('nobody overtakes a request that waits, and several are served at once', async () => {
    await bubble(async () => {
      const s = new Semaphore(4);
      s.tryAcquire(4);
      const order: number[] = [];
      const waiting = [3, 1, 2].map((n) => s.acquire(n).then(() => order.push(n)));
      s.release(1);
      expect(s.tryAcquire(1)).toBe(false);
      s.release(3);
      await Promise.all(waiting.slice(0, 2));
      expect([order, s.free]).toEqual([[3, 1], 0]);
      s.release(2);
      await waiting[2];
      expect(s.size).toBe(4);
    });
  });
});

describe('Group', () => {
  test('keeps the first error, whatever comes later, and whatever it is', async () => {
    await bubble(async () => {
      const [group, ctx] = Group.withContext(context.background());
      group.go('first', async () => {
        await time.sleep(1);
        throw 'not an error object';
      });
      group.go('second', async () => {
        await ctx.done().recv();
        throw ctx.err();
      });
      await expect(group.wait()).rejects.toBe('not an error object');
      expect(ctx.cause()?.message).toBe('not an error object');
      expect(ctx.cause()?.cause).toBe('not an error object');
    });
  });

  test('does not change its limit while it works', async () => {
    await bubble(async () => {
      const group = new Group();
      group.setLimit(1);
      group.go(() => time.sleep(1));
      group.go(() => time.sleep(1));
      expect(() => group.setLimit(2)).toThrow(
        new SyncError('errgroup: modify limit while 2 goroutines in the group are still active'),
      );
      await group.wait();
      group.setLimit(-1);
      for (let i = 0; i < 3; i++) expect(group.tryGo(() => time.sleep(1))).toBe(true);
      await group.wait();
      expect(time.now()).toBe(3);
    });
  });

  test('goWhenFree waits for a place, go does not', async () => {
    await bubble(async () => {
      const group = new Group();
      group.setLimit(1);
      await group.goWhenFree(() => time.sleep(10));
      group.go(() => time.sleep(10));
      expect(time.now()).toBe(0);
      await group.goWhenFree(() => time.sleep(10));
      expect(time.now()).toBe(20);
      await group.wait();
      expect(time.now()).toBe(30);
    });
  });
});

test('a goroutine that is left waiting for a lock is found', async () => {
  const run = bubble(async () => {
    const m = new Mutex();
    await m.lock();
    go('late', () => m.lock());
  });
  await expect(run).rejects.toThrow(LeakError);
  await expect(run).rejects.toThrow(/1 goroutines and 0 alarms are left[^]*\[sync\.Mutex\.Lock\]: late/);
});
