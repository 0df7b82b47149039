import { context, type Context, type RecvChan } from '@katas/goroutine';

/** A context that counts who wants to be told of its end. */
export class CountingContext implements Context {
  readonly #inner: Context;
  readonly #cancel: () => void;
  readonly #wishes = new Set<object>();

  constructor() {
    [this.#inner, this.#cancel] = context.withCancel(context.background());
  }

  /** How many are still to be told. */
  get wishes(): number {
    return this.#wishes.size;
  }

  cancel(): void {
    this.#cancel();
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

  onEnd(callback: () => void): () => void {
    const wish = {};
    this.#wishes.add(wish);
    const takeBack = this.#inner.onEnd(() => {
      this.#wishes.delete(wish);
      callback();
    });
    return () => {
      this.#wishes.delete(wish);
      takeBack();
    };
  }

  toString(): string {
    return 'a context of the test';
  }
}
