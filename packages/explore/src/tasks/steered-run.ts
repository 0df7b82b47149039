import type { Alarm, GoroutineStart, Op, Panic, Parked, Runtime } from '@katas/goroutine';
import type { Choose, Failure } from '../core/program.ts';
import { AlarmList, ListedAlarm } from './alarm-list.ts';
import { deadlock, invariant, isJudgement, leak, livelock, panic } from './failures.ts';
import { badgeFor, currentTask, dropBadges } from './identity.ts';
import { Progress } from './progress.ts';
import type { Stack } from './place.ts';
import type { Recorder } from './recorder.ts';
import { type Clock, type Ready, Schedule } from './schedule.ts';
import { START_MS } from './start.ts';
import { Task } from './task.ts';
import { Start, Waiting } from './waiting.ts';

export interface RunLimits {
  /** Steps after which a run that does not end is given up. */
  readonly maxSteps: number;
  /** Virtual milliseconds that what the scenario has started may go on after the scenario's own task. */
  readonly graceMs: number;
  readonly reportsLeaks: boolean;
}

export interface RunOptions {
  readonly choose: Choose;
  readonly limits: RunLimits;
  /** Only in a recorded replay: it costs much. */
  readonly recorder?: Recorder | undefined;
}

/** A judgement about the end state: throws, or gives a sentence or `false`, where it is not as it should be. */
export type Check = () => unknown;

/**
 * One run of a scenario under one schedule: a Runtime that lets one thing happen at a time, in virtual time, and asks
 * `choose` wherever there is more than one.
 */
export class SteeredRun implements Runtime {
  failure: Failure | undefined = undefined;
  steps = 0;
  readonly tasks: Task[] = [];
  /** What waits; few at a time, so a list is searched faster than a map. */
  readonly waits: Waiting[] = [];
  readonly alarms = new AlarmList();
  readonly progress: Progress;
  readonly recorder: Recorder | undefined;
  readonly #limits: RunLimits;
  readonly #schedule: Schedule;
  #nowMs = START_MS;
  #endsMs = Infinity;
  #isOver = false;
  /** Somebody has read the clock. */
  #asksTime = false;
  #hasOnlyWoken = false;
  #check: Check | undefined = undefined;

  constructor({ choose, limits, recorder }: RunOptions) {
    this.#schedule = new Schedule(choose, recorder);
    this.#limits = limits;
    this.recorder = recorder;
    this.progress = new Progress(limits.maxSteps);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The task that acts now. */
  get current(): Task | undefined {
    return this.#schedule.current;
  }

  get elapsedMs(): number {
    return this.#nowMs - START_MS;
  }

  /** Makes the scenario's own task the first one. Nothing runs yet. */
  begin(scenario: () => unknown, origin: Stack): void {
    const body = async (): Promise<void> => {
      const check = await scenario();
      this.#check = typeof check === 'function' ? (check as Check) : undefined;
      this.#endsMs = this.#nowMs + this.#limits.graceMs;
    };
    this.#start('main', origin, body);
  }

  /** Lets the next thing happen; false when the run is over. Microtasks have to be run after it. */
  step(): boolean {
    const schedule = this.#schedule;
    schedule.beginTurn();
    schedule.assertSound();
    for (;;) {
      if (this.failure !== undefined) return false;
      const alarm = this.#nextAlarm();
      if (schedule.ready.length === 0 && alarm === undefined) {
        if (this.#nothingReady()) continue;
        return false;
      }
      this.steps += 1;
      if (this.progress.isStuck(this.steps, alarm)) {
        this.failure = livelock(this);
        return false;
      }
      const index = schedule.next(this.#clock(alarm));
      if (index >= 0) this.#goOn(schedule.take(index));
      else if (alarm !== undefined && this.#fire(alarm)) {
        schedule.beginTurn();
        continue;
      }
      if (this.failure !== undefined || !schedule.joins()) return true;
    }
  }

  /** From now on nothing of this run goes on. */
  end(): void {
    this.#isOver = true;
    if (this.waits.length > 0 || this.failure !== undefined || !this.#haveAllReturned()) dropBadges();
    this.#schedule.ready.length = 0;
  }

  go(start: GoroutineStart): void {
    if (this.#isOver || this.#isStray()) return;
    this.#start(start.name, start.origin, start.body);
  }

  done<T>(op: Op, on: object | undefined, value: T, brings?: unknown): Promise<T> {
    const task = this.#me();
    const waiting = new Waiting(task, op, on, brings);
    const promise = waiting.promise<T>();
    if (task === undefined) return promise;
    waiting.value = value;
    if (isTransfer(op, value)) this.progress.made(this.steps);
    this.recorder?.did(task, waiting);
    waiting.enter();
    this.#schedule.ready.push(waiting as Ready);
    return promise;
  }

  park<T>(parked: Parked<T>, op: Op, on: object | undefined, brings?: unknown): Promise<T> {
    const waiting = new Waiting(this.#me(), op, on, brings);
    if (waiting.task === undefined) return waiting.promise();
    waiting.parked = parked;
    this.waits.push(waiting);
    this.recorder?.waits(waiting.task, waiting);
    return waiting.promise();
  }

  wake<T>(parked: Parked<T>, value: T): void {
    const waiting = this.#unpark(parked);
    if (waiting === undefined) return;
    waiting.value = value;
    // Only the alarm of `sleep` wakes a sleeper, and it does nothing else.
    this.#hasOnlyWoken = waiting.op === 'sleep';
  }

  fail<T>(parked: Parked<T>, error: unknown): void {
    const waiting = this.#unpark(parked);
    if (waiting === undefined) return;
    waiting.value = error;
    waiting.hasFailed = true;
  }

  did(op: Op, on: object | undefined, brings?: unknown): void {
    if (this.recorder === undefined || this.#isOver) return;
    this.recorder.did(currentTask() ?? this.current, { op, on, brings, value: undefined });
  }

  pick(n: number): number {
    return this.#schedule.pick(n);
  }

  /** @throws what the search has thrown while the program asked it */
  assertSound(): void {
    this.#schedule.assertSound();
  }

  now(): number {
    this.#asksTime = true;
    return this.#nowMs;
  }

  arm(atMs: number, fire: () => void): Alarm {
    const alarm = new ListedAlarm(this.alarms, Math.max(atMs, this.#nowMs), fire, this.steps);
    if (this.#isOver || this.#isStray()) return alarm;
    this.alarms.add(alarm);
    this.recorder?.armed(alarm);
    return alarm;
  }

  onPanic({ error }: Panic): void {
    this.panicked(error, this.current);
  }

  /** An error has escaped `task`. */
  panicked(error: unknown, task: Task | undefined): void {
    if (this.#isOver) return;
    const isVerdict = isJudgement(error, task);
    if (this.failure === undefined) this.recorder?.ended(task, isVerdict ? 'fails' : 'panic', error);
    this.failure ??= isVerdict ? invariant(error) : panic(error, task);
  }

  /** Something that must hold does not. */
  broken(error: unknown): void {
    if (this.failure === undefined) this.recorder?.ended(currentTask() ?? this.current, 'fails', error);
    this.failure ??= invariant(error);
  }

  returned(task: Task): void {
    task.hasReturned = true;
    if (this.#isOver) return;
    this.progress.made(this.steps);
    this.recorder?.returned(task);
  }

  #start(name: string | undefined, origin: Stack, body: () => unknown): void {
    const task = new Task(this, this.tasks.length + 1, { name, origin });
    this.tasks.push(task);
    this.progress.made(this.steps);
    this.recorder?.started(task);
    this.#schedule.ready.push(new Start(task, body));
  }

  #haveAllReturned(): boolean {
    for (const task of this.tasks) if (!task.hasReturned) return false;
    return true;
  }

  get #main(): Task {
    return this.tasks[0] as Task;
  }

  /** Operations of a task that an earlier run has left behind: they never go on. */
  #isStray(): boolean {
    const store = currentTask();
    return store !== undefined && store.run !== this;
  }

  #me(): Task | undefined {
    if (this.#isOver) return undefined;
    const task = currentTask();
    if (task === undefined) return this.current;
    return task.run === this ? task : undefined;
  }

  #unpark(parked: object): Waiting | undefined {
    if (this.#isOver) return undefined;
    const { waits } = this;
    let at = 0;
    while (at < waits.length && (waits[at] as Waiting).parked !== parked) at += 1;
    const waiting = waits[at];
    if (waiting === undefined) return undefined;
    for (let i = at + 1; i < waits.length; i += 1) waits[i - 1] = waits[i] as Waiting;
    waits.pop();
    if (waiting.op !== 'sleep') this.progress.made(this.steps);
    waiting.enter();
    this.#schedule.ready.push(waiting as Ready);
    return waiting;
  }

  #nextAlarm(): ListedAlarm | undefined {
    const first = this.alarms.first;
    return first !== undefined && first.atMs <= this.#endsMs ? first : undefined;
  }

  /** Nothing is ready and no time can pass: true if there is something more to do. */
  #nothingReady(): boolean {
    if (!this.#main.hasReturned) {
      this.failure = deadlock(this);
      return false;
    }
    const check = this.#check;
    if (check !== undefined) {
      this.#check = undefined;
      this.recorder?.checks();
      badgeFor(this.#main).enter(() => this.#judge(check));
      return true;
    }
    const isLeft = this.waits.length > 0 || this.alarms.all.length > 0 || !this.#haveAllReturned();
    if (isLeft && this.#limits.reportsLeaks) this.failure = leak(this);
    return false;
  }

  #judge(check: Check): void {
    try {
      const said = check();
      if (!(said instanceof Promise)) this.#rule(said);
      else
        this.#start('check', this.#main.origin, () =>
          said.then(this.#rule, (error: unknown) => this.broken(error)),
        );
    } catch (error) {
      this.broken(error);
    }
  }

  readonly #rule = (said: unknown): void => {
    if (typeof said === 'string') this.broken(new Error(said));
    else if (said === false) this.broken(new Error('the check gave false'));
  };

  /** Where nothing but looking goes on, the clock moves, by itself if there is no alarm. */
  #clock(alarm: ListedAlarm | undefined): Clock {
    const isSpinning = this.progress.isSpinning(this.steps);
    if (alarm !== undefined) return isSpinning ? 'awaited' : alarm.atMs <= this.#nowMs ? 'due' : 'ahead';
    if (isSpinning && this.#asksTime && this.progress.timePasses(this.steps))
      this.#nowMs += this.progress.spunMs();
    return 'none';
  }

  #goOn(next: Ready): void {
    next.task.lastStep = this.steps;
    this.recorder?.goesOn(next);
    next.goOn();
  }

  /** True if the program has had no part in it, so that there are no microtasks to run. */
  #fire(alarm: ListedAlarm): boolean {
    this.#hasOnlyWoken = false;
    this.#schedule.interrupt();
    this.alarms.remove(alarm);
    if (alarm.atMs > this.#nowMs) this.#nowMs = alarm.atMs;
    this.progress.fired(this.steps);
    this.recorder?.fired(alarm);
    try {
      alarm.fire();
    } catch (error) {
      this.panicked(error, undefined);
    }
    return this.#hasOnlyWoken;
  }
}

/** Whether an operation that did not have to wait brings the program forward. */
function isTransfer(op: Op, value: unknown): boolean {
  return op === 'chan send' || op === 'chan receive' || (op === 'select' && value !== undefined);
}
