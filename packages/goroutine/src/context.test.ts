import { describe, expect, test } from 'vitest';
import { context, Semaphore, SyncError, time, WaitGroup } from './index.ts';
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
