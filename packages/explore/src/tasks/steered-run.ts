import type { Alarm, GoroutineStart, Op, Panic, Parked, Runtime } from '@katas/goroutine';
import { COST, type Choose, type Failure } from '../core/program.ts';
import { AlarmList, ListedAlarm } from './alarm-list.ts';
import { deadlock, invariant, isJudgement, leak, livelock, panic } from './failures.ts';
import { identity } from './identity.ts';
import { Progress } from './progress.ts';
import type { Stack } from './place.ts';
import type { Recorder } from './recorder.ts';
import { START_MS } from './start.ts';
import { Task } from './task.ts';
import { Start, Waiting } from './waiting.ts';




// Ids of decisions that are not for a task; a task's begin at 10.
const TURN_ENDS = 0;
const SAME_TURN = 1;
const CLOCK = 2;
const FIRST_CASE = 3;

/** A task that goes on so often in a row is not the default any more while others could go on. */
const FAIR_SHARE = 16;

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
  readonly waits = new Map<object, Waiting>();
  readonly alarms = new AlarmList();
  readonly progress: Progress;
  readonly recorder: Recorder | undefined;
  readonly #choose: Choose;
  readonly #limits: RunLimits;
  readonly #ready: (Waiting | Start)[] = [];
  readonly #options: number[] = [];
  readonly #costs: number[] = [];
  #nowMs = START_MS;
  #endsMs = Infinity;
  #isOver = false;
  /** Somebody has read the clock. */
  #asksTime = false;
  #turn = 0;
  #current: Task | undefined = undefined;
  /** Steps that the current task has made in a row. */
  #inARow = 0;
  #check: Check | undefined = undefined;
  #unsound: { readonly error: unknown } | undefined = undefined;

  constructor({ choose, limits, recorder }: RunOptions) {
    this.#choose = choose;
    this.#limits = limits;
    this.recorder = recorder;
    this.progress = new Progress(limits.maxSteps);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The task that acts now. */
  get current(): Task | undefined {
    return this.#current;
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
    this.#turn += 1;
    this.assertSound();
    for (;;) {
      if (this.failure !== undefined) return false;
      const alarm = this.#nextAlarm();
      if (this.#ready.length === 0 && alarm === undefined) {
        if (this.#nothingReady()) continue;
        return false;
      }
      this.steps += 1;
      if (this.progress.isStuck(this.steps, alarm)) {
        this.failure = livelock(this);
        return false;
      }
      this.#letHappen(this.#decide(alarm), alarm);
      if (this.failure !== undefined || !this.#joins()) return true;
      this.recorder?.deviates('same turn');
    }
  }

  /** From now on nothing of this run goes on. */
  end(): void {
    this.#isOver = true;
    this.#ready.length = 0;
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
    this.#ready.push(waiting);
    return promise;
  }

  park<T>(parked: Parked<T>, op: Op, on: object | undefined, brings?: unknown): Promise<T> {
    const waiting = new Waiting(this.#me(), op, on, brings);
    if (waiting.task === undefined) return waiting.promise();
    this.waits.set(parked, waiting);
    this.recorder?.waits(waiting.task, waiting);
    return waiting.promise();
  }

  wake<T>(parked: Parked<T>, value: T): void {
    const waiting = this.#unpark(parked);
    if (waiting !== undefined) waiting.value = value;
  }

  fail<T>(parked: Parked<T>, error: unknown): void {
    const waiting = this.#unpark(parked);
    if (waiting === undefined) return;
    waiting.value = error;
    waiting.hasFailed = true;
  }

  did(op: Op, on: object | undefined, brings?: unknown): void {
    if (this.recorder === undefined || this.#isOver) return;
    this.recorder.did(identity.getStore() ?? this.#current, { op, on, brings, value: undefined });
  }

  pick(n: number): number {
    const options = this.#options;
    const costs = this.#costs;
    options.length = n;
    costs.length = n;
    for (let i = 0; i < n; i += 1) {
      options[i] = FIRST_CASE + i;
      costs[i] = COST.free;
    }
    try {
      return this.#choose(options, costs);
    } catch (error) {
      // Must not get into the hands of the program, which could swallow it.
      this.#unsound ??= { error };
      return 0;
    }
  }

  /** @throws what the search has thrown while the program asked it */
  assertSound(): void {
    if (this.#unsound !== undefined) throw this.#unsound.error;
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
    this.panicked(error, this.#current);
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
    if (this.failure === undefined) this.recorder?.ended(identity.getStore() ?? this.#current, 'fails', error);
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
    this.#ready.push(new Start(task, body));
  }

  /** Operations of a task that an earlier run has left behind: they never go on. */
  #isStray(): boolean {
    const store = identity.getStore();
    return store !== undefined && store.run !== this;
  }

  #me(): Task | undefined {
    if (this.#isOver) return undefined;
    const task = identity.getStore();
    if (task === undefined) return this.#current;
    return task.run === this ? task : undefined;
  }

  #unpark(parked: object): Waiting | undefined {
    const waiting = this.waits.get(parked);
    if (waiting === undefined || this.#isOver) return undefined;
    this.waits.delete(parked);
    if (waiting.op !== 'sleep') this.progress.made(this.steps);
    waiting.enter();
    waiting.wasParked = true;
    this.#ready.push(waiting);
    return waiting;
  }

  #nextAlarm(): ListedAlarm | undefined {
    const first = this.alarms.first;
    return first !== undefined && first.atMs <= this.#endsMs ? first : undefined;
  }

  /** Nothing is ready and no time can pass: true if there is something more to do. */
  #nothingReady(): boolean {
    if (this.tasks[0]?.hasReturned !== true) {
      this.failure = deadlock(this);
      return false;
    }
    const check = this.#check;
    if (check !== undefined) {
      this.#check = undefined;
      this.recorder?.checks();
      this.#start('check', (this.tasks[0] as Task).origin, () => this.#judge(check));
      return true;
    }
    const isLeft = this.waits.size > 0 || this.alarms.all.length > 0 || this.tasks.some((task) => !task.hasReturned);
    if (isLeft && this.#limits.reportsLeaks) this.failure = leak(this);
    return false;
  }

  async #judge(check: Check): Promise<void> {
    try {
      const said = await check();
      if (typeof said === 'string') this.broken(new Error(said));
      else if (said === false) this.broken(new Error('the check gave false'));
    } catch (error) {
      this.broken(error);
    }
  }

  /** The index of what happens next among what is ready; -1 for the alarm. */
  #decide(alarm: ListedAlarm | undefined): number {
    const ready = this.#ready;
    const count = ready.length;
    if (count === 0) return -1;
    const isSpinning = this.progress.isSpinning(this.steps);
    if (alarm === undefined) {
      if (isSpinning && this.#asksTime && this.progress.timePasses(this.steps)) this.#nowMs += this.progress.spunMs();
      if (count === 1) return 0;
    }
    const current = this.#current;
    const isHog = this.#inARow >= FAIR_SHARE;
    let first = isHog ? this.#indexOfOther(current) : this.#indexOf(current);
    // Without a current task any order is as good as another.
    const other = first >= 0 || isSpinning ? COST.deviation : COST.free;
    if (first < 0) first = 0;
    const options = this.#options;
    const costs = this.#costs;
    options.length = 0;
    costs.length = 0;
    // While everybody only spins, it is time that has to pass.
    const isClockFirst = alarm !== undefined && isSpinning;
    if (isClockFirst) this.#option(CLOCK, COST.free);
    const at = options.length;
    this.#option((ready[first] as Start).id, isClockFirst ? COST.deviation : COST.free);
    for (let i = 0; i < count; i += 1) {
      if (i === first) continue;
      const one = ready[i] as Start;
      this.#option(one.id, isHog && one.task === current ? COST.unfair : other);
    }
    if (alarm !== undefined && !isClockFirst) this.#option(CLOCK, alarm.atMs <= this.#nowMs ? other : COST.unfair);
    const chosen = this.#choose(options, costs);
    if (chosen > 0 && (costs[chosen] as number) > 0)
      this.recorder?.deviates(options[chosen] === CLOCK ? 'early timer' : 'preemption', current);
    if (options[chosen] === CLOCK) return -1;
    const index = chosen - at;
    if (index === 0) return first;
    return index <= first ? index - 1 : index;
  }

  #option(id: number, cost: number): void {
    this.#options.push(id);
    this.#costs.push(cost);
  }

  #indexOf(task: Task | undefined): number {
    const ready = this.#ready;
    for (let i = 0; i < ready.length; i += 1) if ((ready[i] as Start).task === task) return i;
    return -1;
  }

  #indexOfOther(task: Task | undefined): number {
    const ready = this.#ready;
    for (let i = 0; i < ready.length; i += 1) if ((ready[i] as Start).task !== task) return i;
    return -1;
  }

  #letHappen(index: number, alarm: ListedAlarm | undefined): void {
    if (index < 0) {
      if (alarm === undefined) return;
      this.#current = undefined;
      this.#inARow = 0;
      this.alarms.remove(alarm);
      if (alarm.atMs > this.#nowMs) this.#nowMs = alarm.atMs;
      this.progress.fired(this.steps);
      this.recorder?.fired(alarm);
      try {
        alarm.fire();
      } catch (error) {
        this.panicked(error, undefined);
      }
      return;
    }
    const ready = this.#ready;
    const next = ready[index] as Waiting | Start;
    for (let i = index + 1; i < ready.length; i += 1) ready[i - 1] = ready[i] as Start;
    ready.length -= 1;
    const task = next.task as Task;
    this.#inARow = task === this.#current && !next.wasParked ? this.#inARow + 1 : 0;
    this.#current = task;
    task.turn = this.#turn;
    task.lastStep = this.steps;
    next.leave();
    this.recorder?.goesOn(next);
    next.goOn();
  }

  /** Whether something more happens before microtasks run: two promises settled in one turn of the event loop. */
  #joins(): boolean {
    const ready = this.#ready;
    let canJoin = false;
    for (const one of ready) {
      if ((one.task as Task).turn === this.#turn) continue;
      canJoin = true;
      break;
    }
    if (!canJoin) return false;
    const options = this.#options;
    const costs = this.#costs;
    options.length = 2;
    costs.length = 2;
    options[0] = TURN_ENDS;
    options[1] = SAME_TURN;
    costs[0] = COST.free;
    costs[1] = COST.deviation;
    return this.#choose(options, costs) === 1;
  }
}

/** Whether an operation that did not have to wait brings the program forward. */
function isTransfer(op: Op, value: unknown): boolean {
  return op === 'chan send' || op === 'chan receive' || (op === 'select' && value !== undefined);
}
