import type { Message } from '#solution';
import { time } from '@katas/goroutine';

/** One call of a handler. */
export interface Entry<T> {
  /** Which consumer it was: `A`, or `mail/A` where groups matter. */
  readonly by: string;
  readonly id: number;
  readonly body: T;
  readonly attempt: number;
  readonly atMs: number;
  readonly message: Message<T>;
}

type Act<T> = (message: Message<T>) => unknown;

/** Writes down what handlers were called with. */
export class Ledger<T> {
  readonly entries: Entry<T>[] = [];

  /** A handler that writes down the delivery and then does `act`; default: it acknowledges. */
  handler(by: string, act: Act<T> = acknowledge): (message: Message<T>) => Promise<void> {
    return async (message) => {
      const { id, body, attempt } = message;
      this.entries.push({ by, id, body, attempt, atMs: time.now(), message });
      await act(message);
    };
  }

  /** The bodies in the order of their deliveries, to one consumer or to all. */
  bodies(by?: string): T[] {
    return this.of(by).map((entry) => entry.body);
  }

  /** `first#1` for the first delivery of `first`. */
  deliveries(by?: string): string[] {
    return this.of(by).map((entry) => `${String(entry.body)}#${entry.attempt}`);
  }

  /** The same, sorted, as one text. */
  sorted(by?: string): string {
    return this.deliveries(by).toSorted().join(' ');
  }

  of(by?: string): Entry<T>[] {
    return this.entries.filter(
      (entry) => by === undefined || entry.by === by || entry.by.startsWith(`${by}/`),
    );
  }

  message(index: number): Message<T> {
    const entry = this.entries[index];
    if (entry === undefined)
      throw new Error(`the handler was called ${this.entries.length} times, not ${index + 1} times`);
    return entry.message;
  }

  /** Undefined if each of these was delivered once and nothing else was, else what is wrong. */
  onceEach(expected: readonly T[], by?: string): string | undefined {
    const bodies = this.bodies(by);
    const whose = by === undefined ? '' : ` to ${by}`;
    for (const body of expected) {
      const times = bodies.filter((one) => one === body).length;
      if (times === 0) return `${String(body)} was never delivered${whose}`;
      if (times > 1) return `${String(body)} was delivered ${times} times${whose}`;
    }
    const extra = bodies.find((body) => !expected.includes(body));
    return extra === undefined
      ? undefined
      : `${String(extra)} was delivered${whose}, and it should not have been`;
  }

  /** Undefined if each consumer got these in this order (or some of them), else what is wrong. */
  inOrder(published: readonly T[], consumers: readonly string[]): string | undefined {
    for (const by of consumers) {
      let last = -1;
      for (const body of this.bodies(by)) {
        const at = published.indexOf(body);
        if (at < 0) continue;
        if (at < last) return `${by} got ${String(body)} after ${String(published[last])}`;
        last = at;
      }
    }
    return undefined;
  }
}

export function acknowledge<T>(message: Message<T>): void {
  message.ack();
}

/** Leaves it unsettled. */
export function keep(): void {}
