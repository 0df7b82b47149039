import { describe, expect, expectTypeOf, test } from 'vitest';
import { Chan, ChanError, type Recv, recv, select, send, time, trySelect, WaitGroup } from './index.ts';
import { bubble } from './steered/index.ts';

describe('select', () => {
  test('of two cases that are always ready takes each about as often', async () => {
    const [a, b] = [new Chan<number>(), new Chan<number>()];
    a.close();
    b.close();
    const counts = [0, 0];
    for (let i = 0; i < 1000; i++) {
      const { index } = await select([recv(a), recv(b)]);
      counts[index] = (counts[index] as number) + 1;
    }
    expect(counts[0]).toBeGreaterThan(400);
    expect(counts[0]).toBeLessThan(600);
  });

  test('of three ready cases takes any, also by trySelect', () => {
    const chans = [new Chan<number>(), new Chan<number>(), new Chan<number>()] as const;
    for (const chan of chans) chan.close();
    const seen = new Set<number>();
    for (let i = 0; i < 200; i++) seen.add(trySelect(chans.map((chan) => recv(chan)))?.index ?? -1);
    expect(seen).toEqual(new Set([0, 1, 2]));
  });

  test('two that face each other on an unbuffered channel meet', async () => {
    await bubble(async () => {
      const c = new Chan<string>();
      const wg = new WaitGroup();
      const seen: unknown[] = [];
      wg.go(async () => seen.push(await select([send(c, 'there'), recv(new Chan<string>())])));
      wg.go(async () => seen.push(await select([recv(new Chan<string>()), recv(c)])));
      await wg.wait();
      expect(seen).toEqual(
        expect.arrayContaining([
          { index: 0, value: undefined, ok: true },
          { index: 1, value: 'there', ok: true },
        ]),
      );
    });
  });

  test('fails when a case that waits sends to a channel that is closed meanwhile', async () => {
    await bubble(async () => {
      const c = new Chan<number>();
      const other = new Chan<number>();
      const waiting = expect(select([recv(other), send(c, 1)])).rejects.toThrow(
        new ChanError('send on closed channel'),
      );
      c.close();
      await waiting;
      // It has left the other queue too.
      expect(other.trySend(1)).toBe(false);
    });
  });

  test('leaves every queue when one case happened', async () => {
    await bubble(async () => {
      const [a, b, c] = [new Chan<number>(), new Chan<number>(), new Chan<number>()];
      const waiting = select([recv(a), send(b, 1), recv(c)]);
      await c.send(5);
      expect(await waiting).toEqual({ index: 2, value: 5, ok: true });
      expect([a.trySend(1), b.tryRecv(), c.trySend(1)]).toEqual([false, undefined, false]);
    });
  });

  test('does not care for what is between its call and its wait', async () => {
    // A case becomes ready before the caller awaits: it has been waiting since the call.
    const c = new Chan<number>();
    const waiting = select([recv(c)]);
    expect(c.trySend(3)).toBe(true);
    expect(await waiting).toEqual({ index: 0, value: 3, ok: true });
  });
});

describe('handlers', () => {
  test('give the result of the select, whether it waited or not', async () => {
    const c = new Chan<number>(1);
    c.trySend(1);
    const sentence = await select([recv(c, ({ value, ok }) => `got ${value} ${ok}`)]);
    expect(sentence).toBe('got 1 true');
    const later = select([recv(c, async ({ value }) => (value as number) * 2), recv(new Chan<string>())]);
    c.trySend(4);
    const it = await later;
    expect(it).toBe(8);
    expect(await select([send(c, 1, () => 'sent')])).toBe('sent');
    const full = select([send(c, 2, () => 'sent later')]);
    await c.recv();
    expect(await full).toBe('sent later');
  });

  test('are not called for the cases that did not happen', async () => {
    const c = new Chan<number>(1);
    const never = (): never => expect.unreachable();
    c.trySend(1);
    expect(await select([recv(new Chan<number>(), never), recv(c), recv(undefined, never)])).toMatchObject({
      index: 1,
    });
    const later = select([recv(new Chan<number>(), never), recv(c)]);
    c.trySend(2);
    expect(await later).toEqual({ index: 1, value: 2, ok: true });
  });

  test('that throw fail the select', async () => {
    const c = new Chan<number>();
    c.close();
    const thrower = (): never => {
      throw new Error('handler');
    };
    await expect(select([recv(c, thrower)])).rejects.toThrow('handler');
  });
});

describe('a default', () => {
  test('is taken only when no case can go on', async () => {
    const c = new Chan<number>(1);
    expect(await select([recv(c)], () => 'empty')).toBe('empty');
    expect(await select([recv(c)], async () => 'later')).toBe('later');
    expect(await select([send(c, 1)], () => expect.unreachable())).toMatchObject({ index: 0 });
    expect(await select([], () => undefined)).toBeUndefined();
    expect(trySelect([send(c, 2)])).toBeUndefined();
    expect(trySelect([send(c, 2), recv(c)])).toEqual({ index: 1, value: 1, ok: true });
  });
});

describe('cases', () => {
  test('can be used again, one select after the other', async () => {
    await bubble(async () => {
      const [a, b] = [new Chan<number>(), new Chan<number>()];
      const cases = [recv(a), recv(b)] as const;
      for (const [chan, index] of [
        [a, 0],
        [b, 1],
        [a, 0],
      ] as const) {
        const waiting = select(cases);
        await chan.send(index);
        expect(await waiting).toEqual({ index, value: index, ok: true });
      }
      expect([a.trySend(1), b.trySend(1)]).toEqual([false, false]);
    });
  });

  test('can be used by two selects at once, and twice in one', async () => {
    await bubble(async () => {
      const c = new Chan<number>();
      const one = recv(c);
      const waiting = [select([one]), select([recv(undefined), one]), select([one, one])];
      for (let i = 0; i < 3; i++) await c.send(i);
      const seen = await Promise.all(waiting);
      expect(seen.map(({ value }) => value)).toEqual([0, 1, 2]);
      expect(seen.map(({ index }) => index).slice(0, 2)).toEqual([0, 1]);
      expect(c.trySend(9)).toBe(false);
      const out = send(c, 5);
      const sends = [select([out]), select([out]), select([out, out])];
      for (let i = 0; i < 3; i++) expect((await c.recv()).value).toBe(5);
      await Promise.all(sends);
      expect(c.tryRecv()).toBeUndefined();
    });
  });

  test('that wait on one channel are met in any order', async () => {
    const c = new Chan<number>();
    const seen = new Set<number>();
    for (let i = 0; i < 200; i++) {
      const waiting = select([send(c, 0), send(c, 1), send(c, 2)]);
      seen.add((await c.recv()).value as number);
      expect((await waiting).index).toBeGreaterThanOrEqual(0);
    }
    expect(seen).toEqual(new Set([0, 1, 2]));
  });

  test('report the place at which they stand, after chance has ordered them', async () => {
    const c = new Chan<number>();
    for (let i = 0; i < 50; i++) {
      const waiting = select([recv(undefined), send(c, 1), send(c, 2), send(c, 3)]);
      const { value } = await c.recv();
      expect((await waiting).index).toBe(value);
    }
  });

  test('are made of channels only', () => {
    expect(() => recv({} as Chan<number>)).toThrow(new TypeError('chan: this is not a channel'));
  });

  test('give the type of what they receive', async () => {
    const numbers = new Chan<number>(1);
    const words = new Chan<string>(1);
    await words.send('word');
    const it = await select([recv(numbers), recv(words), send(numbers, 1, () => true as const)]);
    if (it !== true && it.index === 1) {
      expectTypeOf(it.value).toEqualTypeOf<string | undefined>();
      if (it.ok) expectTypeOf(it.value).toEqualTypeOf<string>();
    }
    const list = await select(
      [words, words].map((chan) => recv(chan)),
      () => 'none' as const,
    );
    expectTypeOf(list).toEqualTypeOf<'none' | ({ readonly index: number } & Recv<string>)>();
    expect([it, list]).toHaveLength(2);
  });
});

test('a timer in a select that went another way leaves nothing behind', async () => {
  // bubble fails when an alarm is left.
  await bubble(async () => {
    const c = new Chan<number>();
    const waiting = select([recv(c), recv(time.after(1000))]);
    await c.send(1);
    expect((await waiting).index).toBe(0);
    expect(time.now()).toBe(0);
  });
});
