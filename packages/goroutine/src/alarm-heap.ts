import type { Alarm } from './runtime.ts';

/** Alarms by time, equal times in the order of their arming: a binary heap with removal of any of them. */
export class AlarmHeap {
  readonly #slots: HeapAlarm[] = [];
  readonly #cancelled: (() => void) | undefined;
  #armed = 0;

  /** @param cancelled - called after an alarm was cancelled. */
  constructor(cancelled?: () => void) {
    this.#cancelled = cancelled;
  }

  get size(): number {
    return this.#slots.length;
  }

  get first(): HeapAlarm | undefined {
    return this.#slots[0];
  }

  push(atMs: number, fire: () => void): HeapAlarm {
    const alarm = new HeapAlarm(this, atMs, this.#armed++, fire);
    this.#slots.push(alarm);
    this.#up(alarm, this.#slots.length - 1);
    return alarm;
  }

  /** Takes out the first alarm if it is due at `now`. */
  shiftDue(now: number): HeapAlarm | undefined {
    const first = this.#slots[0];
    if (first === undefined || first.atMs > now) return undefined;
    this.remove(first);
    return first;
  }

  cancel(alarm: HeapAlarm): void {
    this.remove(alarm);
    this.#cancelled?.();
  }

  remove(alarm: HeapAlarm): void {
    const slot = alarm.slot;
    const last = this.#slots.pop();
    alarm.slot = -1;
    if (last === undefined || last === alarm) return;
    this.#up(last, slot);
    this.#down(last, last.slot);
  }

  #up(alarm: HeapAlarm, from: number): void {
    let slot = from;
    while (slot > 0) {
      const parentSlot = (slot - 1) >> 1;
      const parent = this.#slots[parentSlot];
      if (parent === undefined || parent.before(alarm)) break;
      this.#put(parent, slot);
      slot = parentSlot;
    }
    this.#put(alarm, slot);
  }

  #down(alarm: HeapAlarm, from: number): void {
    let slot = from;
    for (;;) {
      const left = 2 * slot + 1;
      let child = this.#slots[left];
      const right = this.#slots[left + 1];
      if (child !== undefined && right?.before(child)) child = right;
      if (child === undefined || alarm.before(child)) break;
      const childSlot = child.slot;
      this.#put(child, slot);
      slot = childSlot;
    }
    this.#put(alarm, slot);
  }

  #put(alarm: HeapAlarm, slot: number): void {
    this.#slots[slot] = alarm;
    alarm.slot = slot;
  }
}

export class HeapAlarm implements Alarm {
  readonly atMs: number;
  readonly fire: () => void;
  /** Its index in the heap; -1 when it is in none. */
  slot = -1;
  readonly #heap: AlarmHeap;
  readonly #order: number;

  constructor(heap: AlarmHeap, atMs: number, order: number, fire: () => void) {
    this.#heap = heap;
    this.atMs = atMs;
    this.#order = order;
    this.fire = fire;
  }

  before(other: HeapAlarm): boolean {
    return this.atMs < other.atMs || (this.atMs === other.atMs && this.#order < other.#order);
  }

  cancel(): void {
    if (this.slot >= 0) this.#heap.cancel(this);
  }
}
