/** Many producers, one consumer: events are handed out in order, all that wait at once. */
export class EventQueue<T> {
  #waiting: T[] = [];
  #wake: (() => void) | undefined;

  push(event: T): void {
    this.#waiting.push(event);
    this.#wake?.();
  }

  /** Waits for at least one event. */
  async take(): Promise<readonly T[]> {
    if (this.#waiting.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }
}
