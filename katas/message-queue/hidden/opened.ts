import { MessageQueue, type MessageQueueOptions } from '#solution';
import { Ledger } from './ledger.ts';

/** A queue, and what is to be written down of it. Unless said otherwise there is room for 10, and no timeout. */
export function opened<T>(options: Partial<MessageQueueOptions> = {}): {
  queue: MessageQueue<T>;
  ledger: Ledger<T>;
} {
  return {
    queue: new MessageQueue<T>({ capacity: 10, ackTimeoutMs: Infinity, ...options }),
    ledger: new Ledger<T>(),
  };
}

/** What `stats` says. */
export function counts(
  queued: number,
  inFlight: number,
  dead: number,
): { queued: number; inFlight: number; dead: number } {
  return { queued, inFlight, dead };
}
