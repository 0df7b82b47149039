/** One place in a wait queue. A link is in at most one queue at a time. */
export interface Link {
  queue: Queue | undefined;
  previous: Link | undefined;
  next: Link | undefined;
}

/** What a link knows of its queue. */
export interface Queue {
  /** @param link - must be in this queue. */
  remove(link: Link): void;
}

/** Who wants to know whether anybody waits. */
export interface QueueWatch {
  waited(): void;
  idle(): void;
}

/** First in, first out, with removal from anywhere in constant time. */
export class WaitQueue<L extends Link> implements Queue {
  #first: L | undefined = undefined;
  #last: L | undefined = undefined;
  readonly #watch: QueueWatch | undefined;

  constructor(watch?: QueueWatch) {
    this.#watch = watch;
  }

  get empty(): boolean {
    return this.#first === undefined;
  }

  get first(): L | undefined {
    return this.#first;
  }

  push(link: L): void {
    const last = this.#last;
    link.queue = this;
    link.previous = last;
    this.#last = link;
    if (last !== undefined) {
      last.next = link;
      return;
    }
    this.#first = link;
    if (this.#watch !== undefined) this.#watch.waited();
  }

  shift(): L | undefined {
    const first = this.#first;
    if (first === undefined) return undefined;
    const next = first.next as L | undefined;
    this.#first = next;
    first.queue = undefined;
    if (next === undefined) {
      this.#last = undefined;
      if (this.#watch !== undefined) this.#watch.idle();
    } else {
      next.previous = undefined;
      first.next = undefined;
    }
    return first;
  }

  remove(link: L): void {
    const previous = link.previous as L | undefined;
    const next = link.next as L | undefined;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    link.queue = undefined;
    link.previous = undefined;
    link.next = undefined;
    if (this.#watch !== undefined && this.#first === undefined) this.#watch.idle();
  }
}

/** Takes a link out of whatever queue it is in. */
export function unlink(link: Link): void {
  link.queue?.remove(link);
}
