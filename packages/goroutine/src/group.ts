import { type Context, withCancelCause } from './context.ts';
import { current } from './current.ts';
import { SyncError } from './errors.ts';
import { goroutine } from './go.ts';
import { Origin } from './origin.ts';
import type { GoroutineStart } from './runtime.ts';
import { WaitGroup } from './wait-group.ts';
import { Waiter } from './waiter.ts';
import { type Link, type Queue, WaitQueue } from './wait-queue.ts';

/**
 * Goroutines that work on parts of one task: `wait` gives the first error of any of them. `await using` waits at
 * the end of the scope.
 * @see https://pkg.go.dev/golang.org/x/sync/errgroup
 */
export class Group implements AsyncDisposable {
  readonly #unfinished = new WaitGroup();
  readonly #queue = new WaitQueue<Turn>();
  #limit = Infinity;
  #running = 0;
  /** Running or waiting for a place. */
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
    this.#limit = n < 0 ? Infinity : n;
  }

  /**
   * Starts a goroutine whose error counts as the group's. Never waits: with a limit it starts when a place is
   * free, in the order of the calls. {@link goWhenFree} is Go's, which waits.
   */
  go(body: () => unknown): void;
  go(name: string, body: () => unknown): void;
  go(nameOrBody: string | (() => unknown), body?: () => unknown): void {
    const job = goroutine(nameOrBody, body, new Origin());
    this.#add();
    if (this.#full) this.#queue.push(new Turn(() => this.#start(job)));
    else this.#start(job);
  }

  /** As {@link go}, but resolves when the goroutine has a place: waits while the limit is reached. */
  goWhenFree(body: () => unknown): Promise<void> {
    const job = goroutine(body, undefined, new Origin());
    this.#add();
    if (!this.#full) {
      this.#start(job);
      return current.done('errgroup.Go', this, undefined);
    }
    const waiter = new Waiter<void>(undefined);
    const turn = new Turn(() => {
      this.#start(job);
      waiter.wake(undefined);
    });
    this.#queue.push(turn);
    return current.park(waiter, 'errgroup.Go', this);
  }

  /** As {@link go}, but only if a place is free. */
  tryGo(body: () => unknown): boolean {
    const job = goroutine(body, undefined, new Origin());
    if (this.#full) return false;
    this.#add();
    this.#start(job);
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

  get #full(): boolean {
    return this.#running >= this.#limit;
  }

  #add(): void {
    this.#active++;
    this.#unfinished.add(1);
  }

  #start(job: GoroutineStart): void {
    this.#running++;
    const body = async (): Promise<void> => {
      try {
        await job.body();
      } catch (error) {
        this.#fail(error);
      }
      this.#running--;
      this.#active--;
      this.#queue.shift()?.come();
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

/** A place in the queue for a place to run. */
class Turn implements Link {
  readonly come: () => void;
  queue: Queue | undefined = undefined;
  previous: Link | undefined = undefined;
  next: Link | undefined = undefined;

  constructor(come: () => void) {
    this.come = come;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}
