import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AlarmHeap, type HeapAlarm } from './alarm-heap.ts';

test('alarms come out by time, equal ones in the order of arming, cancelled ones never', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          { weight: 3, arbitrary: fc.record({ arm: fc.nat(9) }) },
          { weight: 2, arbitrary: fc.record({ cancel: fc.nat(30) }) },
          { weight: 1, arbitrary: fc.record({ due: fc.nat(9) }) },
        ),
        { maxLength: 80 },
      ),
      (ops) => {
        let cancelled = 0;
        const heap = new AlarmHeap(() => cancelled++);
        const model: HeapAlarm[] = [];
        const all: HeapAlarm[] = [];
        const first = (): HeapAlarm | undefined => model.toSorted((a, b) => a.atMs - b.atMs)[0];
        for (const op of ops) {
          if ('arm' in op) {
            const alarm = heap.push(op.arm, () => undefined);
            model.push(alarm);
            all.push(alarm);
          } else if ('cancel' in op) {
            const alarm = all[op.cancel];
            if (alarm === undefined) continue;
            const kept = model.includes(alarm);
            const before = cancelled;
            alarm.cancel();
            expect(cancelled - before).toBe(kept ? 1 : 0);
            if (kept) model.splice(model.indexOf(alarm), 1);
          } else {
            const due = first();
            const expected = due !== undefined && due.atMs <= op.due ? due : undefined;
            expect(heap.shiftDue(op.due)).toBe(expected);
            if (expected !== undefined) model.splice(model.indexOf(expected), 1);
          }
          expect([heap.first, heap.size]).toEqual([first(), model.length]);
        }
      },
    ),
    { numRuns: 500 },
  );
});
