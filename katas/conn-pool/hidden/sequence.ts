import { seed } from '@katas/kata/suite';
import * as fc from 'fast-check';
import type { Lease } from '#solution';
import type { Conn } from './database.ts';
import { same } from './expectation.ts';
import type { Scene } from './program.ts';

/** Calls of one caller: a number is the release of one of its leases, by its position modulo their number. */
export interface Sequence {
  readonly maxOpen: number;
  readonly maxIdle: number;
  readonly calls: readonly ('acquire' | number)[];
}

const arbitrary: fc.Arbitrary<Sequence> = fc.record({
  maxOpen: fc.integer({ min: 1, max: 4 }),
  maxIdle: fc.integer({ min: 0, max: 4 }),
  calls: fc.array(fc.oneof(fc.constant('acquire' as const), fc.nat({ max: 3 })), {
    minLength: 12,
    maxLength: 20,
  }),
});

export function sequences(): readonly Sequence[] {
  return fc.sample(arbitrary, { seed, numRuns: 12 });
}

export function shownSequence({ calls }: Sequence): string {
  const shown = calls.map((call) => (call === 'acquire' ? 'acquire' : `release(#${call + 1})`));
  return `${shown.join(', ')} (what can not be done is left out)`;
}

/** Holds a pool against what it ought to be: a stack of idle connections, and a number of those that exist. */
export async function runSequence({ maxOpen, maxIdle, calls }: Sequence, { db, pool }: Scene): Promise<void> {
  const idle: number[] = [];
  const closed: number[] = [];
  const leases: Lease<Conn>[] = [];
  let dials = 0;
  for (const call of calls) {
    if (call === 'acquire') {
      if (leases.length === maxOpen) continue;
      const lease = await pool.acquire();
      db.take('A', lease);
      leases.push(lease);
      const expected = idle.pop() ?? (dials += 1);
      same(lease.conn.id, expected, 'id of the connection that acquire() gave');
    } else {
      const [lease] = leases.splice(call % Math.max(leases.length, 1), 1);
      if (lease === undefined) continue;
      await db.give(lease);
      (idle.length < maxIdle ? idle : closed).push(lease.conn.id);
      same(
        db.ids('closed'),
        closed.toSorted((a, b) => a - b),
        'connections closed',
      );
    }
    same(db.dials, dials, 'dials');
  }
}
