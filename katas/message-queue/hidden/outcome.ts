import { expect } from 'vitest';

/** What came of a call. */
export interface Outcome {
  /** `undefined`: it has not come back. */
  state: 'resolved' | 'rejected' | undefined;
  value?: unknown;
  error?: unknown;
}

/** Calls, and writes down what comes of it; a call that throws counts as one that rejects. */
export function outcomeOf(call: () => Promise<unknown>): Outcome {
  const outcome: Outcome = { state: undefined };
  void settle(call, outcome);
  return outcome;
}

async function settle(call: () => Promise<unknown>, outcome: Outcome): Promise<void> {
  try {
    outcome.value = await call();
    outcome.state = 'resolved';
  } catch (error) {
    outcome.error = error;
    outcome.state = 'rejected';
  }
}

/** What `body` throws; fails where it throws nothing. */
export function thrownBy(body: () => unknown, what: string): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  return expect.fail(`${what} should have thrown`);
}
