import { ACCESS, type Access, type Word } from './access.ts';
import type { CallEvent } from './call-record.ts';
import type { Machine, Place } from './machine.ts';
import type { MakeCall } from './observed-subject.ts';
import { at, RUN, THREAD, WOKEN } from './schedule-state.ts';
import type { Scheduler } from './scheduler.ts';
import { askedOf, fitted, type Request, type Stepper } from './stepper.ts';

/** A `pause` is a step, but on no memory. */
const NOWHERE: Place = { array: new Int32Array(new SharedArrayBuffer(4)), base: -8, size: 4 };

/** Steps that are not accesses, as numbers. */
const ASKED = { call: -1, return: -2, clock: -3 } as const;

/** An access as a recording sees it. */
export type MadeAccess = Omit<Request, 'value'> & { readonly value?: Word };

type Waited = 'ok' | 'not-equal' | 'timed-out';

/** What is the same whether the threads are simulated or real: what each access, sleep and call does. */
export abstract class SteppingMachine implements Machine {
  readonly scheduler: Scheduler;
  readonly stepper: Stepper;
  /** The calls of the run so far. */
  readonly events: CallEvent[] = [];
  /** The thread that runs. */
  protected thread = 0;
  #begun = -1;
  #pending: Pick<CallEvent, 'name' | 'args'> | undefined;

  constructor(scheduler: Scheduler, stepper: Stepper) {
    this.scheduler = scheduler;
    this.stepper = stepper;
  }

  /** The thread is on its way out: what it still does must have no effect. */
  protected abstract isLeaving(): boolean;
  /** What an access gives to a thread on its way out, if it does not throw. */
  protected abstract leave(place: Place, index: number): Word;
  /** The thread, run again, has not come to where it was. */
  protected abstract isBehind(): boolean;
  /** This is the next thing to recall. */
  protected abstract isNext(asked: number): boolean;
  /** What came of the same step before. */
  protected abstract recall(asked: number): unknown;
  /** Notes a step for {@link recall}. */
  protected abstract remember(asked: number, result: unknown): void;
  /** Returns when it is the thread's turn to take the step. */
  protected abstract arrive(asked: number): void;
  /** The thread has fallen asleep; returns, if at all, when it was woken. */
  protected abstract block(): void;
  /** The thread was woken, and this is its turn. */
  protected wakeUp(): void {}
  /** Tells whoever is watching. */
  protected abstract watch(access: MadeAccess, result: Word | string): void;
  protected abstract watchEvent(event: CallEvent): void;

  abstract random(): number;
  abstract allocate(bytes: number): SharedArrayBuffer;
  abstract baseOf(buffer: SharedArrayBuffer): number;
  abstract refuse(reason: string): never;

  access(access: Access, place: Place, index: number, value: Word): Word {
    if (this.isLeaving()) return this.leave(place, index);
    const asked = askedOf(access, place.base + index * place.size, value);
    if (this.#isBehind()) return this.recall(asked) as Word;
    this.#arrive(asked);
    return this.#make({ thread: this.thread, access, place, index, value, expected: undefined, asked });
  }

  compareExchange(place: Place, index: number, expected: Word, replacement: Word): Word {
    if (this.isLeaving()) return this.leave(place, index);
    const access = ACCESS.compareExchange;
    const asked = askedOf(access, askedOf(access, place.base + index * place.size, replacement), expected);
    if (this.#isBehind()) return this.recall(asked) as Word;
    this.#arrive(asked);
    return this.#make({ thread: this.thread, access, place, index, value: replacement, expected, asked });
  }

  wait(place: Place, index: number, expected: Word, timeoutMs: number): Waited {
    if (this.isLeaving()) return this.leave(place, index) === undefined ? 'ok' : 'timed-out';
    const address = place.base + index * place.size;
    const asked = askedOf(ACCESS.wait, address, expected);
    if (this.#isBehind()) return this.recall(asked) as Waited;
    const sleep = { thread: this.thread, access: ACCESS.wait, place, index, expected, asked };
    let woken = this.scheduler.takeWoken(this.thread);
    if (woken === WOKEN.no) {
      this.#arrive(asked);
      if (!Object.is(place.array[index], fitted(place, expected))) return this.#pass(sleep, 'not-equal');
      if (timeoutMs === 0) return this.#pass(sleep, 'timed-out');
      this.watch(sleep, 'asleep');
      this.scheduler.sleepers.sleep(this.thread, address, timeoutMs);
      this.block();
      woken = this.scheduler.takeWoken(this.thread);
    } else this.wakeUp();
    return this.#pass({ ...sleep, access: ACCESS.wake }, woken === WOKEN.notified ? 'ok' : 'timed-out');
  }

  notify(place: Place, index: number, most: number): number {
    if (this.isLeaving()) return Number(this.leave(place, index));
    const address = place.base + index * place.size;
    const asked = askedOf(ACCESS.notify, address, most);
    if (this.#isBehind()) return this.recall(asked) as number;
    this.#arrive(asked);
    const value = most === Infinity ? undefined : most;
    const access = { thread: this.thread, access: ACCESS.notify, place, index, value, asked };
    return this.#pass(access, this.scheduler.sleepers.wake(address, most));
  }

  pause(): void {
    const asked = askedOf(ACCESS.pause, 0, undefined);
    if (this.isLeaving()) this.leave(NOWHERE, 0);
    else if (this.#isBehind()) this.recall(asked);
    else {
      this.#arrive(asked);
      this.#pass({ thread: this.thread, access: ACCESS.pause, place: NOWHERE, index: 0, asked }, undefined);
      this.scheduler.pause(this.thread);
    }
  }

  now(): number {
    if (this.isLeaving()) return this.scheduler.state[RUN.now] ?? 0;
    if (this.isBehind()) return this.recall(ASKED.clock) as number;
    const now = this.scheduler.tick(this.thread);
    this.scheduler.observe(this.thread, now);
    this.remember(ASKED.clock, now);
    return now;
  }

  /** A thread begins its run, or begins it again. */
  protected begin(thread: number): void {
    this.thread = thread;
    this.#begun = -1;
    this.#pending = undefined;
  }

  /** Makes a call on the subject for the thread that runs, and writes it down. */
  protected readonly makeCall: MakeCall = (name, args, call) => {
    if (this.isLeaving()) return this.leave(NOWHERE, 0);
    this.#begun = -1;
    this.#pending = { name, args };
    let result: unknown;
    try {
      result = call();
    } catch (error) {
      if (!this.isLeaving()) this.#end({ error: error instanceof Error ? error.message : String(error) });
      throw error;
    }
    if (isPromise(result))
      this.refuse(`${name}() is asynchronous; threads can only be run one step at a time`);
    if (this.isLeaving()) return result;
    this.#end({ result });
    return result;
  };

  /**
   * The call that the thread is about to make counts as made. That is when it takes its first step: no earlier moment
   * can be told from that one.
   */
  protected beginCall(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    const { scheduler, thread } = this;
    // Which calls have returned before this one is called is what the history's order is about.
    for (let other = 0; other < scheduler.threads; other += 1) {
      scheduler.observe(thread, scheduler.of(other, THREAD.returns));
    }
    this.#begun = this.events.length;
    this.#add({ thread, ...pending, at: this.#tick() });
    this.remember(ASKED.call, this.#begun);
  }

  #end(outcome: Pick<CallEvent, 'result' | 'error'>): void {
    if (this.#isBehind()) {
      this.recall(ASKED.return);
      return;
    }
    this.beginCall();
    const { scheduler, thread } = this;
    const { name, args } = this.events[this.#begun] ?? { name: '', args: [] };
    scheduler.state[at(thread, THREAD.returns)] = scheduler.of(thread, THREAD.returns) + 1;
    this.#add({ thread, name, args, at: this.#tick(), begun: this.#begun, ...outcome });
    this.remember(ASKED.return, undefined);
  }

  /** Looks whether there is something to recall, after the beginning of a call that the thread has come to again. */
  #isBehind(): boolean {
    if (this.#pending !== undefined && this.isNext(ASKED.call)) {
      this.#pending = undefined;
      this.#begun = this.recall(ASKED.call) as number;
    }
    return this.isBehind();
  }

  #arrive(asked: number): void {
    this.arrive(asked);
    this.beginCall();
  }

  #make(request: Request): Word {
    const result = this.stepper.make(request);
    this.remember(request.asked, result);
    this.watch(request, result);
    return result;
  }

  #pass<R extends Word | string>(access: MadeAccess, result: R): R {
    this.stepper.pass(access, result);
    this.remember(access.asked, result);
    this.watch(access.access === ACCESS.notify ? access : { ...access, value: access.expected }, result);
    return result;
  }

  #tick(): number {
    const { state } = this.scheduler;
    state[RUN.clock] = (state[RUN.clock] ?? 0) + 1;
    return state[RUN.clock] ?? 0;
  }

  #add(event: CallEvent): void {
    this.events.push(event);
    this.scheduler.state[RUN.events] = this.events.length;
    this.watchEvent(event);
  }
}

/** Whether a thread has gone on elsewhere; what becomes of that is of no interest any more. */
export function isPromise(result: unknown): boolean {
  if (!(result instanceof Promise)) return false;
  result.catch(() => {});
  return true;
}
