import type { Alarm } from '@katas/goroutine';

/** Alarms by time, equal times in the order of their arming. A run has a few at a time, so a sorted list will do. */
export class AlarmList {
  readonly #alarms: ListedAlarm[] = [];

  /** The next one that will ever fire. */
  get first(): ListedAlarm | undefined {
    const first = this.#alarms[0];
    return first === undefined || first.atMs === Infinity ? undefined : first;
  }

  get all(): readonly ListedAlarm[] {
    return this.#alarms;
  }

  add(alarm: ListedAlarm): void {
    let at = this.#alarms.length;
    while (at > 0 && (this.#alarms[at - 1] as ListedAlarm).atMs > alarm.atMs) at -= 1;
    if (at === this.#alarms.length) this.#alarms.push(alarm);
    else this.#alarms.splice(at, 0, alarm);
  }

  remove(alarm: ListedAlarm): void {
    const at = this.#alarms.indexOf(alarm);
    if (at >= 0) this.#alarms.splice(at, 1);
  }
}

export class ListedAlarm implements Alarm {
  readonly atMs: number;
  readonly fire: () => void;
  /** Step of the run in which it was armed. */
  readonly armedAt: number;
  readonly #list: AlarmList;

  constructor(list: AlarmList, atMs: number, fire: () => void, armedAt: number) {
    this.#list = list;
    this.atMs = atMs;
    this.fire = fire;
    this.armedAt = armedAt;
  }

  cancel(): void {
    this.#list.remove(this);
  }
}
