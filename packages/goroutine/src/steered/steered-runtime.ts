import { AsyncLocalStorage } from 'node:async_hooks';
import { AlarmHeap } from '../alarm-heap.ts';
import { setRuntime } from '../current.ts';
import { GoroutinePanicError } from '../errors.ts';
import { turn } from '../native-runtime.ts';
import { Origin } from '../origin.ts';
import type { Alarm, GoroutineStart, Op, Panic, Parked, Runtime } from '../runtime.ts';
import { type Blocked, Goroutine, type Waiting } from './goroutine.ts';
import { DeadlockError, StepLimitError } from './steered-error.ts';
import { Subjects } from './subjects.ts';

/** A goroutine that could go on now. */
export interface Ready {
  readonly goroutine: Goroutine;
  /** What it has done last. */
  readonly op: Op | 'start';
  readonly on: string;
}

/** Decides everything that a program leaves open. */
export interface Chooser {
  /** Which of the ready goroutines goes on, in the order in which they became ready; called also for one. */
  next(ready: readonly Ready[]): number;
  /** Which of `n` ready cases a `select` takes. */
  pick(n: number): number;
}

/** How a steered run ended. */
export interface SteeredRun<T> {
  readonly outcome: 'done' | 'failed' | 'deadlock' | 'panic' | 'limit';
  /** What the program returned. */
  readonly value: T | undefined;
  /** Why the outcome is not `done`. */
  readonly error: unknown;
  /** Goroutines that have not returned. */
  readonly blocked: readonly Blocked[];
  /** Alarms that have not fired. */
  readonly alarms: number;
  /** Virtual time that has passed. */
  readonly elapsedMs: number;
  readonly steps: number;
}

export interface SteeredOptions {
  /** Default: the one that became ready first, and the first case. */
  readonly chooser?: Chooser;
  /** What the clock shows at the beginning; default 0. */
  readonly startMs?: number;
  /** Steps after which the run is given up; default 100 000. */
  readonly maxSteps?: number;
  /**
   * Runs all microtasks, and returns when there are none; default: the next turn of the event loop.
   * A synchronous one makes the whole run synchronous but for its last step.
   */
  readonly drain?: () => void | Promise<void>;
}

/** More functions of this package than stand between a program and `park`. */
const DEEPEST = 8;

/**
 * One goroutine at a time, in an order that a {@link Chooser} gives, on a clock that stands still while anything
 * can go on and then jumps to the next alarm. The same choices give the same run.
 */
export class SteeredRuntime implements Runtime {
  readonly #chooser: Chooser;
  readonly #maxSteps: number;
  readonly #drain: () => void | Promise<void>;
  readonly #startMs: number;
  readonly #self = new AsyncLocalStorage<Goroutine>();
  readonly #alarms = new AlarmHeap();
  readonly #subjects = new Subjects();
  readonly #goroutines: Goroutine[] = [];
  readonly #ready: (Ready & { readonly goOn: () => void })[] = [];
  readonly #waiting = new Map<object, Waiting>();
  #nowMs: number;
  #steps = 0;
  #panic: Panic | undefined = undefined;

  constructor(options: SteeredOptions = {}) {
    this.#chooser = options.chooser ?? { next: () => 0, pick: () => 0 };
    this.#maxSteps = options.maxSteps ?? 100_000;
    this.#drain = options.drain ?? turn;
    this.#startMs = options.startMs ?? 0;
    this.#nowMs = this.#startMs;
  }

  /**
   * Runs `main` as the first goroutine, until it has returned and nothing is ready any more. This runtime is the
   * current one meanwhile: no other may run at the same time.
   */
  async run<T>(main: () => T | Promise<T>): Promise<SteeredRun<T>> {
    const before = setRuntime(this);
    try {
      let value: T | undefined;
      let failure: { readonly error: unknown } | undefined;
      const body = async (): Promise<void> => {
        try {
          value = await main();
        } catch (error) {
          failure = { error };
        }
      };
      this.go({ body, name: 'main', origin: new Origin() });
      const end = await this.#drive();
      if (end !== undefined) return this.#report<T>(end.outcome, undefined, end.error);
      if (failure !== undefined) return this.#report<T>('failed', undefined, failure.error);
      return this.#report<T>('done', value, undefined);
    } finally {
      setRuntime(before);
    }
  }

  /** Goroutines that have not returned and are not ready, with what they wait for. */
  get blocked(): Blocked[] {
    const ready = new Set(this.#ready.map((one) => one.goroutine));
    const waiting = [...this.#waiting.values()];
    return this.#goroutines
      .filter((goroutine) => !goroutine.finished && !ready.has(goroutine))
      .map((goroutine) => ({ goroutine, waits: waiting.filter((wait) => wait.goroutine === goroutine) }));
  }

  go(start: GoroutineStart): void {
    const id = this.#goroutines.length + 1;
    const goroutine = new Goroutine(id, start.name ?? `goroutine ${id}`, start.origin);
    this.#goroutines.push(goroutine);
    this.#ready.push({ goroutine, op: 'start', on: '', goOn: () => this.#start(goroutine, start) });
  }

  done<T>(op: Op, on: object | undefined, value: T): Promise<T> {
    return new Promise((resolve) => {
      this.#becomeReady(this.#me(), op, this.#subjects.name(on), () => resolve(value));
    });
  }

  park<T>(parked: Parked<T>, op: Op, on: object | undefined): Promise<T> {
    const goroutine = this.#me();
    this.#waiting.set(parked, { goroutine, op, on: this.#subjects.name(on), at: new Origin(DEEPEST) });
    return new Promise((resolve) => {
      parked.resume = resolve;
    });
  }

  wake<T>(parked: Parked<T>, value: T): void {
    this.#unpark(parked, () => parked.resume?.(value));
  }

  fail<T>(parked: Parked<T>, error: unknown): void {
    this.#unpark(parked, () => parked.resume?.(Promise.reject(error)));
  }

  did(): void {}

  pick(n: number): number {
    return this.#chooser.pick(n);
  }

  now(): number {
    return this.#nowMs;
  }

  arm(atMs: number, fire: () => void): Alarm {
    return this.#alarms.push(atMs, fire);
  }

  onPanic(panic: Panic): void {
    this.#panic ??= panic;
  }

  async #drive(): Promise<{ outcome: 'deadlock' | 'panic' | 'limit'; error: Error } | undefined> {
    const main = this.#goroutines[0];
    for (;;) {
      if (this.#panic !== undefined) return { outcome: 'panic', error: new GoroutinePanicError(this.#panic) };
      if (this.#ready.length > 0) {
        if (++this.#steps > this.#maxSteps)
          return { outcome: 'limit', error: new StepLimitError(this.#maxSteps) };
        const [next] = this.#ready.splice(this.#chooser.next(this.#ready), 1);
        next?.goOn();
        const drained = this.#drain();
        if (drained !== undefined) await drained;
      } else if (main?.finished === true) return undefined;
      else if (!this.#ring()) return { outcome: 'deadlock', error: new DeadlockError(this.blocked) };
    }
  }

  /** Lets the next alarm fire at its time; false if there is none. */
  #ring(): boolean {
    const first = this.#alarms.first;
    if (first === undefined || first.atMs === Infinity) return false;
    if (first.atMs > this.#nowMs) this.#nowMs = first.atMs;
    this.#alarms.remove(first);
    first.fire();
    return true;
  }

  #start(goroutine: Goroutine, start: GoroutineStart): void {
    void this.#self.run(goroutine, async () => {
      try {
        await start.body();
      } catch (error) {
        this.onPanic({ error, name: goroutine.name, origin: goroutine.origin });
      }
      goroutine.finished = true;
    });
  }

  #me(): Goroutine {
    const me = this.#self.getStore();
    if (me === undefined) throw new Error('steered: an operation outside of every goroutine of the run');
    return me;
  }

  #unpark(parked: object, goOn: () => void): void {
    const waiting = this.#waiting.get(parked);
    if (waiting === undefined) throw new Error('steered: woken without having waited');
    this.#waiting.delete(parked);
    this.#becomeReady(waiting.goroutine, waiting.op, waiting.on, goOn);
  }

  #becomeReady(goroutine: Goroutine, op: Op, on: string, goOn: () => void): void {
    this.#ready.push({ goroutine, op, on, goOn });
  }

  #report<T>(outcome: SteeredRun<T>['outcome'], value: T | undefined, error: unknown): SteeredRun<T> {
    const { blocked } = this;
    const elapsedMs = this.#nowMs - this.#startMs;
    return { outcome, value, error, blocked, alarms: this.#alarms.size, elapsedMs, steps: this.#steps };
  }
}
