import { describe, expect, test } from 'vitest';
import {
  Chan,
  type Context,
  context,
  ContextError,
  go,
  Mutex,
  Semaphore,
  SyncError,
  time,
  TimeError,
  WaitGroup,
} from './index.ts';
import { bubble } from './steered/index.ts';

// What the translated Go tests leave open; each of these began as a mutant that survived.
describe('a context', () => {
  test('with a value passes on the deadline and the cause of its parent', async () => {
    await bubble(() => {
      const [parent, cancel] = context.withDeadline(context.background(), time.now() + 1000);
      const child = context.withValue(parent, 'key', 1);
      expect(child.deadline()).toBe(parent.deadline());
      expect(child.cause()).toBeUndefined();
      cancel();
      expect(child.cause()).toBe(context.canceled);
    });
  });

  test('whose parent has ended arms nothing', async () => {
    // The bubble fails when an alarm is left.
    await bubble(() => {
      const [parent, cancel] = context.withCancel(context.background());
      cancel();
      const [child] = context.withTimeout(parent, 1000);
      expect(child.err()).toBe(context.canceled);
    });
  });

  test('names what it is made of', () => {
    const [plain, cancel] = context.withCancel(context.background());
    const [timed, cancelTimed] = context.withTimeout(plain, 1000);
    expect(String(plain)).toMatch(/Background\.WithCancel$/);
    expect(String(timed)).toMatch(/WithCancel\.WithDeadline$/);
    cancelTimed();
    cancel();
  });

  test.each([null, undefined])('is not made from %s', (parent) => {
    expect(() => context.withCancel(parent as never)).toThrow('cannot create context from nil parent');
  });
});

test('a wait group that goes out of scope waits for what it started', async () => {
  await bubble(async () => {
    let isDone = false;
    {
      await using group = new WaitGroup();
      group.go(async () => {
        await time.sleep(5);
        isDone = true;
      });
    }
    expect(isDone).toBe(true);
  });
});

test('a semaphore is asked for a whole number of places, and a wait group for a whole difference', () => {
  expect(() => new Semaphore(2).acquire(-1)).toThrow(SyncError);
  expect(() => new Semaphore(2).acquire(0.5)).toThrow(SyncError);
  expect(() => new WaitGroup().add(0.5)).toThrow('whole number');
});

test('a ticker that goes out of scope is stopped', async () => {
  await bubble(async () => {
    let ticks;
    {
      using ticker = time.newTicker(5);
      ticks = ticker.C;
      await ticks.recv();
    }
    await time.sleep(20);
    expect(ticks.tryRecv()).toBeUndefined();
  });
});

test('errors carry the name of their class and Go’s prefix', () => {
  expect(String(new TimeError('too late'))).toBe('TimeError: time: too late');
  expect(new SyncError('x').name).toBe('SyncError');
  expect(new ContextError('x').name).toBe('ContextError');
});

describe('a wait that was served takes its callback off the context', () => {
  /** A context that counts who wants to be told of its end. */
  function counted(): { watched: Context; watching: () => number } {
    const [real] = context.withCancel(context.background());
    let count = 0;
    const watched: Context = {
      done: () => real.done(),
      err: () => real.err(),
      cause: () => real.cause(),
      deadline: () => real.deadline(),
      value: (key) => real.value(key),
      onEnd: (callback) => {
        count += 1;
        const forget = real.onEnd(callback);
        return () => {
          count -= 1;
          forget();
        };
      },
    };
    return { watched, watching: () => count };
  }

  const waits: readonly [name: string, wait: (watched: Context) => Promise<unknown>, serve: () => void][] =
    (() => {
      const chan = new Chan<number>(0);
      const full = new Chan<number>(0);
      const mutex = new Mutex();
      const group = new WaitGroup();
      return [
        ['recv', (watched) => chan.recv(watched), () => void chan.trySend(1)],
        ['send', (watched) => full.send(1, watched), () => void full.tryRecv()],
        ['lock', async (watched) => (mutex.tryLock(), await mutex.lock(watched)), () => mutex.unlock()],
        ['wait', (watched) => (group.add(1), group.wait(watched)), () => group.done()],
      ];
    })();

  test.each(waits)('%s', async (_, wait, serve) => {
    await bubble(async () => {
      const { watched, watching } = counted();
      go(async () => {
        await wait(watched);
      });
      await time.sleep(1);
      expect(watching()).toBe(1);
      serve();
      await time.sleep(1);
      expect(watching()).toBe(0);
    });
  });
});
