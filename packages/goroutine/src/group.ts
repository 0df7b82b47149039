import { type Context, withCancelCause } from './context.ts';
import { current } from './current.ts';
import { SyncError } from './errors.ts';
import { goroutine } from './go.ts';
import { Origin } from './origin.ts';
import type { GoroutineStart } from './runtime.ts';
import { Semaphore } from './semaphore.ts';
import { WaitGroup } from './wait-group.ts';

/**
 * Goroutines that work on parts of one task: `wait` gives the first error of any of them. `await using` waits at
 * the end of the scope.
 * @see https://pkg.go.dev/golang.org/x/sync/errgroup
 */
export class Group implements AsyncDisposable {
  readonly #unfinished = new WaitGroup();
  #places: Semaphore | undefined = undefined;
  #active = 0;
  #failure: { readonly error: unknown } | undefined = undefined;
  #cancel: ((cause?: Error) => void) | undefined = undefined;

  /** A group, and a context that ends at the first error, with it as cause, or when `wait` is over. */
  static withContext(parent: Context): [Group, Context] {
    const [context, cancel] = withCancelCause(parent);
    const group = new Group();
    group.#cancel = cancel;
    return [group, context];
  }

  /**
   * From now on at most `n` goroutines run at a time; a negative number takes the limit away.
   * @throws {SyncError} while goroutines of the group are running.
   */
  setLimit(n: number): void {
    if (this.#active > 0) {
      throw new SyncError(
        `errgroup: modify limit while ${this.#active} goroutines in the group are still active`,
      );
    }
    this.#places = n < 0 ? undefined : new Semaphore(n);
  }

  /**
   * Starts a goroutine whose error counts as the group's. Never waits: with a limit it starts when a place is
   * free, in the order of the calls. {@link goWhenFree} is Go's, which waits.
   */
  go(body: () => unknown): void;
  go(name: string, body: () => unknown): void;
  go(nameOrBody: string | (() => unknown), body?: () => unknown): void {
    const job = goroutine(nameOrBody, body, new Origin());
    const places = this.#places;
    if (places === undefined || places.tryAcquire()) this.#start(job, places);
    else this.#start(job, places, () => places.acquire());
  }

  /** As {@link go}, but resolves when the goroutine has a place: waits while the limit is reached. */
  async goWhenFree(body: () => unknown): Promise<void> {
    const job = goroutine(body, undefined, new Origin());
    const places = this.#places;
    await places?.acquire();
    this.#start(job, places);
  }

  /** As {@link go}, but only if a place is free. */
  tryGo(body: () => unknown): boolean {
    const job = goroutine(body, undefined, new Origin());
    if (this.#places?.tryAcquire() === false) return false;
    this.#start(job, this.#places);
    return true;
  }

  /**
   * Resolves when all goroutines of the group have returned.
   * @throws the first error of any of them.
   */
  async wait(): Promise<void> {
    await this.#unfinished.wait();
    this.#cancel?.(this.#failure === undefined ? undefined : asError(this.#failure.error));
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.wait();
  }

  #start(job: GoroutineStart, places: Semaphore | undefined, before?: () => Promise<unknown>): void {
    this.#active++;
    this.#unfinished.add(1);
    const body = async (): Promise<void> => {
      await before?.();
      try {
        await job.body();
      } catch (error) {
        this.#fail(error);
      }
      this.#active--;
      places?.release();
      this.#unfinished.done();
    };
    current.go({ body, name: job.name, origin: job.origin });
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = { error };
    this.#cancel?.(asError(error));
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}
