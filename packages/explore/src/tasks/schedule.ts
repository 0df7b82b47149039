import { COST, type Choose } from '../core/program.ts';
import type { Recorder } from './recorder.ts';
import type { Task } from './task.ts';
import type { Start, Waiting } from './waiting.ts';

/** Something that could happen now: an operation that may go on, a goroutine that may begin. */
export type Ready = (Waiting & { readonly task: Task }) | Start;

// Ids of decisions that are not for a task; a task's begin at 10.
const TURN_ENDS = 0;
const SAME_TURN = 1;
const CLOCK = 2;
const FIRST_CASE = 3;

/** A task that goes on so often in a row is not the default any more while others could go on. */
const FAIR_SHARE = 16;

const TURN_OPTIONS: readonly number[] = [TURN_ENDS, SAME_TURN];
const TURN_COSTS: readonly number[] = [COST.free, COST.deviation];

/** How the next alarm stands to what is ready. */
export type Clock =
  /** There is none. */
  | 'none'
  /** It could have fired already. */
  | 'due'
  /** Time would have to pass for it, although somebody could go on. */
  | 'ahead'
  /** Everybody who is ready only spins: it is time that has to pass. */
  | 'awaited';

/** Who could go on, and who does: puts every decision of a run before the search. */
export class Schedule {
  readonly ready: Ready[] = [];
  readonly #choose: Choose;
  readonly #recorder: Recorder | undefined;
  #turn = 0;
  #current: Task | undefined = undefined;
  /** Steps that the current task has made in a row. */
  #inARow = 0;
  #unsound: { readonly error: unknown } | undefined = undefined;

  constructor(choose: Choose, recorder: Recorder | undefined) {
    this.#choose = choose;
    this.#recorder = recorder;
  }

  /** The task that went on last. */
  get current(): Task | undefined {
    return this.#current;
  }

  /** @throws what the search has thrown while the program itself asked it */
  assertSound(): void {
    if (this.#unsound !== undefined) throw this.#unsound.error;
  }

  /** A turn of the event loop begins: what happens in it is over before microtasks run. */
  beginTurn(): void {
    this.#turn += 1;
  }

  /** A case of `select`: as Go does, any of those that are ready. */
  pick(n: number): number {
    const { options, costs } = menu(n);
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

  /** The index of what happens next among what is ready; -1 for the alarm. */
  next(clock: Clock): number {
    const { ready } = this;
    const count = ready.length;
    if (count === 0) return -1;
    if (count === 1 && clock === 'none') return 0;
    const current = this.#current;
    const isHog = this.#inARow >= FAIR_SHARE;
    let first = isHog ? this.#indexOfOther(current) : this.#indexOf(current);
    // Where the running task cannot go on, any order is as good as another.
    const other = first >= 0 || clock === 'awaited' ? COST.deviation : COST.free;
    if (first < 0) first = 0;
    const { options, costs } = menu(clock === 'none' ? count : count + 1);
    const isClockFirst = clock === 'awaited';
    const at = isClockFirst ? 1 : 0;
    options[at] = (ready[first] as Ready).id;
    costs[at] = at === 0 ? COST.free : COST.deviation;
    let to = at + 1;
    for (let i = 0; i < count; i += 1) {
      if (i === first) continue;
      const one = ready[i] as Ready;
      options[to] = one.id;
      costs[to] = isHog && one.task === current ? COST.unfair : other;
      to += 1;
    }
    if (clock !== 'none') {
      if (isClockFirst) to = 0;
      options[to] = CLOCK;
      costs[to] = isClockFirst ? COST.free : clock === 'due' ? other : COST.unfair;
    }
    const chosen = this.#choose(options, costs);
    const isClock = options[chosen] === CLOCK;
    if (this.#recorder !== undefined && chosen > 0 && (costs[chosen] as number) > 0)
      this.#recorder.deviates(isClock ? 'early timer' : 'preemption', current);
    if (isClock) return -1;
    const index = chosen - at;
    if (index === 0) return first;
    return index <= first ? index - 1 : index;
  }

  /** Takes what happens next from what is ready. */
  take(index: number): Ready {
    const { ready } = this;
    const next = ready[index] as Ready;
    for (let i = index + 1; i < ready.length; i += 1) ready[i - 1] = ready[i] as Ready;
    ready.pop();
    const { task } = next;
    this.#inARow = task === this.#current && !next.wasParked ? this.#inARow + 1 : 0;
    this.#current = task;
    task.turn = this.#turn;
    next.leave();
    return next;
  }

  /** An alarm fires: nobody is the running task. */
  interrupt(): void {
    this.#current = undefined;
    this.#inARow = 0;
  }

  /** Whether something more happens before microtasks run: two promises settled in one turn of the event loop. */
  joins(): boolean {
    if (!this.#canJoin()) return false;
    if (this.#choose(TURN_OPTIONS, TURN_COSTS) === 0) return false;
    this.#recorder?.deviates('same turn');
    return true;
  }

  /** A task that has gone on in this turn could only follow itself. */
  #canJoin(): boolean {
    const { ready } = this;
    for (let i = 0; i < ready.length; i += 1) if ((ready[i] as Ready).task.turn !== this.#turn) return true;
    return false;
  }

  #indexOf(task: Task | undefined): number {
    const { ready } = this;
    for (let i = 0; i < ready.length; i += 1) if ((ready[i] as Ready).task === task) return i;
    return -1;
  }

  #indexOfOther(task: Task | undefined): number {
    const { ready } = this;
    for (let i = 0; i < ready.length; i += 1) if ((ready[i] as Ready).task !== task) return i;
    return -1;
  }
}

interface Menu {
  readonly options: number[];
  readonly costs: number[];
}

const menus: Menu[] = [];

/** Arrays of this length, used again and again: an array that is emptied gives its memory back. */
function menu(length: number): Menu {
  let known = menus[length];
  if (known === undefined) {
    known = { options: Array.from({ length }, () => 0), costs: Array.from({ length }, () => 0) };
    menus[length] = known;
  }
  return known;
}
