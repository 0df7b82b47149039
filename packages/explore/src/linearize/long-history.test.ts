import { describe, expect, test } from 'vitest';
import { isLinearization } from './by-definition.ts';
import { checkHistory, decideHistory } from './check.ts';
import { simulateQueue, withSwappedTakes } from './simulated-history.ts';
import { fifoQueue } from './specs/fifo-queue.ts';

const seeds = Array.from({ length: 60 }, (_, seed) => seed);

describe.each([1, 4])('histories of a queue, 4 tasks × 50 calls, overlap %d', (overlap) => {
  const histories = seeds.map((seed) => simulateQueue({ tasks: 4, callsPerTask: 50, seed, overlap }));

  test('are found linearizable, with an order that is one', () => {
    for (const history of histories) {
      const result = checkHistory(history, fifoQueue(), { maxMs: Infinity });
      if (result.outcome !== 'linearizable') throw new Error(result.outcome);
      expect(isLinearization(result.order, history, fifoQueue())).toBe(true);
    }
  });

  test("are decided as well when two takes have each other's value", () => {
    const outcomes = histories.map((history, seed) =>
      decideHistory(withSwappedTakes(history, seed), fifoQueue(), { maxMs: Infinity }),
    );
    expect(outcomes).not.toContain('unknown');
    expect(outcomes.filter((outcome) => outcome === 'not-linearizable').length).toBeGreaterThan(40);
  });
});

test('looking ahead is what makes them quick', () => {
  const { prepare, ...plain } = fifoQueue();
  expect(prepare).toBeDefined();
  const limits = { maxMs: Infinity, maxStates: 2000 };
  const undecided = (spec: typeof plain): number =>
    seeds.filter((seed) => {
      const history = simulateQueue({ tasks: 4, callsPerTask: 50, seed, overlap: 1 });
      return decideHistory(withSwappedTakes(history, seed), spec, limits) === 'unknown';
    }).length;
  expect(undecided(fifoQueue())).toBe(0);
  expect(undecided(plain)).toBeGreaterThan(10);
});
