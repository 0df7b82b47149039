import type { Context } from '@katas/goroutine';

/** What a closed queue answers to `publish` and `subscribe`. It is complete: keep it, and export it. */
export class QueueClosedError extends Error {
  override readonly name = 'QueueClosedError';

  constructor() {
    super('message-queue: closed');
  }
}

/** How a {@link MessageQueue} works. */
export interface MessageQueueOptions {
  /** How many messages may be queued for each group of a topic; a whole number from 1. */
  readonly capacity: number;
  /** Deliveries after which a message is given up; a whole number from 1, default 5. */
  readonly maxAttempts?: number;
  /** How long a delivery may stay unsettled, in ms; above 0, default 30 000, `Infinity` for any time. */
  readonly ackTimeoutMs?: number;
}

/** How a consumer is served. */
export interface SubscribeOptions {
  /** How many deliveries to this consumer may be unsettled at once; a whole number from 1, default 1. */
  readonly prefetch?: number;
}

/**
 * One delivery of a message: each delivery has an object of its own.
 *
 * It is unsettled until the first of these: `ack()`, `nack()`, the handler throws, `ackTimeoutMs` have passed. What comes
 * after the first has no effect and throws nothing.
 */
export interface Message<T> {
  /** Different for each `publish` of a queue, the same for every group and every attempt. */
  readonly id: number;
  readonly topic: string;
  /** What was published: the very same value. */
  readonly body: T;
  /** 1 for the first delivery to the group, then 2, 3 … */
  readonly attempt: number;
  /** It is done: this group never gets the message again. */
  ack(): void;
  /**
   * It failed: the group gets the message again, or gives it up after its last attempt.
   *
   * @param delayMs - it is delivered no sooner than this; from 0, default 0
   * @throws {RangeError} when `delayMs` is negative or not a number; the delivery stays as it was
   */
  nack(delayMs?: number): void;
}

/** One member of a group. */
export interface Consumer {
  /**
   * Takes this consumer out of its group. From the call on its handler is not called any more; what was not yet given to
   * the handler goes to the others of the group, or waits in it for the next to subscribe.
   *
   * @returns resolves when all deliveries to this consumer are settled; also the second time, and on a closed queue
   */
  stop(): Promise<void>;
}

/** A broker inside of one process: topics, groups of consumers, back-pressure, acknowledgement. */
export class MessageQueue<T> {
  /** @throws {RangeError} when a number is out of its range */
  constructor(_options: MessageQueueOptions) {
    throw new Error('TODO: MessageQueue');
  }

  /**
   * Queues a message for every group of the topic. Waits while one of them is full; those who wait for a topic are
   * served in the order of their calls.
   *
   * @param ctx - ends the wait
   * @returns resolves when all groups have it, not when it is delivered; if it rejects, no group gets the message
   * @throws {QueueClosedError} when `close` was called, before or during the wait
   * @throws the context's `err()` when the context ended, before the call or during the wait
   */
  publish(_topic: string, _body: T, _ctx?: Context): Promise<void> {
    throw new Error('TODO: publish');
  }

  /**
   * Adds a consumer to a group of a topic; the group begins with its first consumer.
   *
   * @param handler - called for each delivery, in goroutines of the queue and never inside of a call to the queue
   * @throws {QueueClosedError} when `close` was called
   * @throws {RangeError} when `prefetch` is out of its range
   */
  subscribe(
    _topic: string,
    _group: string,
    _handler: (message: Message<T>) => Promise<void>,
    _options?: SubscribeOptions,
  ): Consumer {
    throw new Error('TODO: subscribe');
  }

  /**
   * Ends the queue: from the call on nothing is published, what is queued is still delivered and settled.
   *
   * @returns resolves when nothing is unsettled and every group that has a consumer is empty; then nothing of the queue
   *   is left running. `undelivered` counts what is still queued, as `stats` does. The second call gives the same.
   */
  close(): Promise<{ undelivered: number }> {
    throw new Error('TODO: close');
  }

  /**
   * What there is of a topic at this moment, summed over its groups: a message that waits in two groups counts twice.
   * Answers for every topic, and after `close`.
   *
   * `queued`: waits for its first or next delivery, a delay included; without any group: is kept for the first.
   * `inFlight`: delivered and unsettled. `dead`: given up after the last attempt.
   */
  stats(_topic: string): { queued: number; inFlight: number; dead: number } {
    throw new Error('TODO: stats');
  }
}
