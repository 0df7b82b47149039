import type { Context, RecvChan } from '@katas/goroutine';

/** A context that knows how many callbacks wait for its end. */
export class WatchedContext implements Context {
  callbacks = 0;
  readonly #inner: Context;

  constructor(inner: Context) {
    this.#inner = inner;
  }

  onEnd(callback: () => void): () => void {
    let waits = true;
    this.callbacks += 1;
    const gone = (): void => {
      if (waits) this.callbacks -= 1;
      waits = false;
    };
    const forget = this.#inner.onEnd(() => {
      gone();
      callback();
    });
    return () => {
      gone();
      forget();
    };
  }

  done(): RecvChan<never> {
    return this.#inner.done();
  }

  err(): Error | undefined {
    return this.#inner.err();
  }

  cause(): Error | undefined {
    return this.#inner.cause();
  }

  deadline(): number | undefined {
    return this.#inner.deadline();
  }

  value(key: unknown): unknown {
    return this.#inner.value(key);
  }

  toString(): string {
    return String(this.#inner);
  }
}
