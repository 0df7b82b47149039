// Go: src/sync/waitgroup_test.go, mutex_test.go, rwmutex_test.go, once_test.go
import { describe, expect, test } from 'vitest';
import { Chan, go, Mutex, Once, RWMutex, Semaphore, SyncError, time, WaitGroup } from '../index.ts';
import { SteeredRuntime } from '../steered/index.ts';
import { settle, underSchedules } from './run.ts';

describe('sync/waitgroup_test.go', () => {
  test(
    'TestWaitGroup',
    underSchedules(async () => {
      const wg1 = new WaitGroup();
      const wg2 = new WaitGroup();
      // The same ones again and again.
      for (let round = 0; round < 8; round++) {
        const n = 16;
        wg1.add(n);
        wg2.add(n);
        const exited = new Chan<boolean>(n);
        for (let i = 0; i < n; i++) {
          go(async () => {
            wg1.done();
            await wg2.wait();
            await exited.send(true);
          });
        }
        await wg1.wait();
        for (let i = 0; i < n; i++) {
          expect(exited.tryRecv()).toBeUndefined();
          wg2.done();
        }
        for (let i = 0; i < n; i++) await exited.recv();
      }
    }),
  );

  test('TestWaitGroupMisuse', () => {
    const wg = new WaitGroup();
    wg.add(1);
    wg.done();
    expect(() => wg.done()).toThrow(new SyncError('sync: negative WaitGroup counter'));
  });

  test(
    'TestWaitGroupRace',
    underSchedules(async () => {
      for (let i = 0; i < 50; i++) {
        const wg = new WaitGroup();
        let n = 0;
        for (let k = 0; k < 2; k++) {
          wg.add(1);
          go(() => {
            n++;
            wg.done();
          });
        }
        await wg.wait();
        expect(n).toBe(2);
      }
    }),
  );

  test(
    'TestWaitGroupGo',
    underSchedules(async () => {
      const wg = new WaitGroup();
      let i = 0;
      wg.go(() => i++);
      await wg.wait();
      expect(i).toBe(1);
    }),
  );

  test('TestIssue76126', async () => {
    // A panic in go's function must not let wait go on.
    let passed = false;
    const run = await new SteeredRuntime().run(async () => {
      const wg = new WaitGroup();
      wg.go(() => {
        throw new Error('test');
      });
      await wg.wait();
      passed = true;
    });
    expect(run.outcome).toBe('panic');
    expect(passed).toBe(false);
  });
});

describe('sync/mutex_test.go', () => {
  test(
    'TestSemaphore',
    underSchedules(async () => {
      const semaphore = new Semaphore(1);
      await hammer(
        () => semaphore.acquire(),
        () => semaphore.release(),
      );
    }),
  );

  test(
    'TestMutex',
    underSchedules(async () => {
      const mutex = new Mutex();
      await mutex.lock();
      expect(mutex.tryLock()).toBe(false);
      mutex.unlock();
      expect(mutex.tryLock()).toBe(true);
      mutex.unlock();
      await hammer(
        () => mutex.lock(),
        () => mutex.unlock(),
      );
    }),
  );

  test('TestMutexMisuse', async () => {
    const unlocks: [() => void, string][] = [
      [(): void => new Mutex().unlock(), 'sync: unlock of unlocked mutex'],
      [(): void => new RWMutex().unlock(), 'sync: Unlock of unlocked RWMutex'],
      [(): void => new RWMutex().rUnlock(), 'sync: RUnlock of unlocked RWMutex'],
    ];
    for (const [unlock, message] of unlocks) expect(unlock).toThrow(new SyncError(message));
    const twice = new Mutex();
    await twice.lock();
    twice.unlock();
    expect(() => twice.unlock()).toThrow(SyncError);
    const reading = new RWMutex();
    await reading.rLock();
    expect(() => reading.unlock()).toThrow(SyncError);
    reading.rUnlock();
    await reading.lock();
    expect(() => reading.rUnlock()).toThrow(SyncError);
  });

  test(
    'TestMutexFairness',
    underSchedules(async () => {
      // One that holds the lock nearly all the time must not starve the other.
      const mutex = new Mutex();
      const hog = { stop: false };
      go(async () => {
        while (!hog.stop) {
          await mutex.lock();
          await time.sleep(0.1);
          mutex.unlock();
        }
      });
      const start = time.now();
      for (let i = 0; i < 10; i++) {
        await time.sleep(0.1);
        await mutex.lock();
        mutex.unlock();
      }
      hog.stop = true;
      expect(time.now() - start).toBeLessThan(10);
      await time.sleep(1);
    }),
  );
});

describe('sync/rwmutex_test.go', () => {
  test(
    'TestParallelReaders',
    underSchedules(async () => {
      const readers = 4;
      const m = new RWMutex();
      const locked = new Chan<boolean>();
      const unlock = new Chan<boolean>();
      const done = new Chan<boolean>();
      for (let i = 0; i < readers; i++) {
        go(async () => {
          await m.rLock();
          await locked.send(true);
          await unlock.recv();
          m.rUnlock();
          await done.send(true);
        });
      }
      for (let i = 0; i < readers; i++) await locked.recv();
      for (let i = 0; i < readers; i++) await unlock.send(true);
      for (let i = 0; i < readers; i++) await done.recv();
    }),
  );

  test(
    'TestRWMutex',
    underSchedules(async () => {
      const m = new RWMutex();
      await m.lock();
      expect([m.tryLock(), m.tryRLock()]).toEqual([false, false]);
      m.unlock();
      expect([m.tryLock(), (m.unlock(), m.tryRLock()), m.tryRLock(), m.tryLock()]).toEqual([
        true,
        true,
        true,
        false,
      ]);
      m.rUnlock();
      m.rUnlock();

      let activity = 0;
      const wg = new WaitGroup();
      const reader = async (): Promise<void> => {
        for (let i = 0; i < 5; i++) {
          await m.rLock();
          expect(++activity).toBeLessThan(10_000);
          await time.sleep(0.1);
          activity--;
          m.rUnlock();
        }
      };
      const writer = async (): Promise<void> => {
        for (let i = 0; i < 5; i++) {
          await m.lock();
          activity += 10_000;
          expect(activity).toBe(10_000);
          await time.sleep(0.1);
          expect(activity).toBe(10_000);
          activity -= 10_000;
          m.unlock();
        }
      };
      for (const body of [writer, reader, reader, writer, reader]) wg.go(body);
      await wg.wait();
    }),
  );

  test(
    'TestRLocker',
    underSchedules(async () => {
      // Go's RLocker is a pair of methods here: what rLock gives releases the reading lock.
      const m = new RWMutex();
      {
        using first = await m.rLock();
        using second = await m.rLock();
        expect(first).toBeDefined();
        expect(second).toBeDefined();
        expect(m.tryLock()).toBe(false);
      }
      expect(m.tryLock()).toBe(true);
    }),
  );
});

describe('sync/once_test.go', () => {
  test(
    'TestOnce',
    underSchedules(async () => {
      const once = new Once();
      let count = 0;
      const wg = new WaitGroup();
      for (let i = 0; i < 10; i++) {
        wg.go(async () => {
          await once.do(async () => {
            await time.sleep(1);
            count++;
          });
          expect(count).toBe(1);
        });
      }
      await wg.wait();
      expect(count).toBe(1);
    }),
  );

  test(
    'TestOncePanic',
    underSchedules(async () => {
      const once = new Once();
      await expect(
        once.do(() => {
          throw new Error('failed');
        }),
      ).rejects.toThrow('failed');
      await once.do(() => expect.unreachable('Once.do called twice'));
    }),
  );
});

async function hammer(lock: () => Promise<unknown>, unlock: () => void): Promise<void> {
  const wg = new WaitGroup();
  let inside = 0;
  for (let i = 0; i < 5; i++) {
    wg.go(async () => {
      for (let k = 0; k < 20; k++) {
        await lock();
        expect(++inside).toBe(1);
        await settle();
        inside--;
        unlock();
      }
    });
  }
  await wg.wait();
}
