/**
 * A promise is started and forgotten; when it fails, nobody hears of it.
 * Smallest schedule: - (the default)
 */
import { gosched, Group } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

async function audit(balance: number): Promise<void> {
  await gosched();
  if (balance < 0) throw new RangeError('the balance is negative');
}

const run = (isAwaited: boolean) => async () => {
  const group = new Group();
  let balance = 0;
  group.go('withdraw', async () => {
    balance -= 1;
    const audited = audit(balance);
    if (isAwaited) await audited;
  });
  try {
    await group.wait();
  } catch {
    balance = 0;
  }
};

export const floatingPromise: ZooEntry = {
  name: 'floating-promise',
  kind: 'panic',
  says: 'a promise that nobody awaits was rejected',
  token: '-',
  bound: 3,
  buggy: run(false),
  fixed: run(true),
};
