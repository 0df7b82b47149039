import { describe, expect, test } from 'vitest';
import { BoundedSearch } from './bounded.ts';
import { drive } from './drive.ts';
import { minimise } from './minimise.ts';
import { COST, type Choose, type Failure, type Program, type RunOutcome } from './program.ts';
import { Replay } from './replay.ts';
import { search } from './search.ts';
import { parseToken, TokenError, tokenOf } from './token.ts';
import { PriorityWalk, RandomWalk } from './walk.ts';

const FAILURE: Failure = { kind: 'invariant', key: 'lost', message: 'an update is lost' };

/** Threads of `steps` steps each, one decision a step; `judge` looks at the order in which the threads ran. */
function threads(count: number, steps: number, judge: (order: readonly number[]) => boolean): Program {
  return {
    run(choose: Choose): RunOutcome {
      const left = Array.from({ length: count }, () => steps);
      const order: number[] = [];
      let current = -1;
      while (left.some((each) => each > 0)) {
        const runnable = left.flatMap((each, id) => (each > 0 ? [id] : []));
        const canGoOn = (left[current] ?? 0) > 0;
        const options = canGoOn ? [current, ...runnable.filter((id) => id !== current)] : runnable;
        const costs = options.map((_, index) => (index === 0 || !canGoOn ? COST.free : COST.deviation));
        const index = options.length === 1 ? 0 : choose(options, costs);
        current = options[index] ?? 0;
        left[current] = (left[current] ?? 0) - 1;
        order.push(current);
      }
      return { steps: order.length, ...(judge(order) ? {} : { failure: FAILURE }) };
    },
  };
}

/** Each thread reads, then writes one more than it read: fails when a read falls between another's read and write. */
function increments(count: number): Program {
  return threads(count, 2, (order) => {
    let value = 0;
    const read = new Map<number, number>();
    for (const id of order) {
      const seen = read.get(id);
      if (seen === undefined) read.set(id, value);
      else value = seen + 1;
    }
    return value === count;
  });
}

const NO_LIMITS = { maxSchedules: Infinity, maxMs: Infinity };

describe('bounded search', () => {
  test('with bound 0 runs every order of whole threads', async () => {
    const orders = new Set<string>();
    const program = threads(3, 2, (order) => (orders.add(order.join('')), true));
    const found = await drive(program, new BoundedSearch(0), NO_LIMITS);
    expect(found).toMatchObject({ schedules: 6, isComplete: true });
    expect(orders.size).toBe(6);
  });

  test('without a bound runs every interleaving once', async () => {
    const orders = new Set<string>();
    const program = threads(2, 3, (order) => (orders.add(order.join('')), true));
    const found = await drive(program, new BoundedSearch(Infinity), NO_LIMITS);
    expect(found.schedules).toBe(20);
    expect(orders.size).toBe(20);
  });

  test('says so when the program is not deterministic', async () => {
    let run = 0;
    const program: Program = {
      run(choose) {
        run += 1;
        choose(run % 2 === 0 ? [5, 6] : [7, 8], [0, 0]);
        return { steps: 1 };
      },
    };
    await expect(drive(program, new BoundedSearch(1), NO_LIMITS)).rejects.toThrow('not deterministic');
  });
});

describe('search', () => {
  test('finds a lost update with one deviation and proves that none fails without', async () => {
    const result = await search(increments(2), 1);
    expect(result).toMatchObject({ outcome: 'fail', isMinimal: true, failure: FAILURE });
    expect(result.outcome === 'fail' && parseToken(result.token)).toHaveLength(1);
  });

  test('passes a correct program, says to which bound, and notices when nothing is left', async () => {
    const result = await search(
      threads(2, 3, () => true),
      1,
      { mustComplete: 2 },
    );
    expect(result).toMatchObject({ outcome: 'pass', explored: { isExhausted: false, completeBound: 3 } });
    const small = await search(
      threads(2, 1, () => true),
      1,
    );
    expect(small).toMatchObject({ outcome: 'pass', explored: { isExhausted: true } });
  });

  test('is unknown when the budget of schedules ends first', async () => {
    const result = await search(
      threads(4, 4, () => true),
      1,
      { schedules: 50, mustComplete: 2 },
    );
    expect(result.outcome).toBe('unknown');
    expect(result.explored.schedules).toBe(50);
  });

  test('gives the same answer for the same seed', async () => {
    const [a, b] = [await search(increments(3), 7), await search(increments(3), 7)];
    expect(a.outcome === 'fail' && a.token).toBe(b.outcome === 'fail' && b.token);
  });
});

describe('a failing schedule', () => {
  test('replays from its token', async () => {
    const result = await search(increments(3), 3);
    const token = result.outcome === 'fail' ? result.token : '';
    const found = await drive(increments(3), new Replay(parseToken(token)), NO_LIMITS);
    expect(found.failure).toEqual(FAILURE);
    expect(tokenOf(found.deviations ?? [])).toBe(token);
  });

  test('is not made smaller than a different failure allows', async () => {
    // Fails as "first" when thread 1 goes first, which costs nothing, and as "lost" otherwise.
    const program = threads(2, 2, (order) => order.join('') !== '0101');
    const other: Program = {
      run: async (choose, from) => {
        const outcome = await program.run(choose, from);
        return outcome.failure ? outcome : { ...outcome, failure: { ...FAILURE, key: 'another' } };
      },
    };
    const found = await drive(
      other,
      new BoundedSearch(Infinity),
      NO_LIMITS,
      (failure) => failure.key === 'lost',
    );
    const minimal = await minimise(other, { failure: FAILURE, deviations: found.deviations ?? [] }, 1000);
    expect(minimal).toMatchObject({ failure: FAILURE, isCertified: true });
    expect(minimal.deviations).toHaveLength(2);
  });
});

test('random and priority walks find a lost update and replay from their deviations', async () => {
  for (const walk of [new RandomWalk(5), new PriorityWalk(5, 2)]) {
    const found = await drive(increments(3), walk, { maxSchedules: 200, maxMs: Infinity });
    expect(found.failure).toEqual(FAILURE);
    const again = await drive(increments(3), new Replay(found.deviations ?? []), NO_LIMITS);
    expect(again.failure).toEqual(FAILURE);
  }
});

test('a token that is none is refused with a reason', () => {
  for (const token of ['', 'x', '1', '1:2,1:3', '2:0,1:0', '-1:0', '1:0,']) {
    expect(() => parseToken(token)).toThrow(TokenError);
  }
  expect(parseToken(tokenOf([]))).toEqual([]);
});
