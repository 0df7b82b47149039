// stage: stop-and-reset
// test: a timer whose time was received can not be stopped any more
// says: stop() at once after the time was received
// Whether the time was received is what the sending goroutine says, and it says so later.
import { Chan, go, type RecvChan, TimeError } from '@katas/goroutine';

export interface Clock {
  now(): number;
  arm(atMs: number, wake: () => void): () => void;
}

export interface Timer {
  readonly C: RecvChan<number>;
  stop(): boolean;
  reset(ms: number): boolean;
}

export interface Ticker {
  readonly C: RecvChan<number>;
  stop(): void;
  reset(ms: number): void;
}

type Fire = (atMs: number) => void;

/** One setting of a timer. */
interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly everyMs: number | undefined;
  readonly timer: Handle;
}

export class Timers {
  readonly #clock: Clock;
  #entries: Entry[] = [];
  #dead = 0;
  #order = 0;
  #isFiring = false;
  #wakeUp: { atMs: number; disarm: () => void } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  newTimer(ms: number): Timer {
    const mailbox = new Mailbox();
    return this.#timer(ms, { C: mailbox.chan, fire: mailbox.post, recall: mailbox.recall });
  }

  newTicker(ms: number): Ticker {
    const mailbox = new Mailbox();
    const handle = new Handle(mailbox.post);
    const ticker = {
      C: mailbox.chan,
      stop: (): void => {
        this.#unset(handle);
        mailbox.recall();
      },
      reset: (everyMs: number, what = 'Ticker.Reset'): void => {
        if (!(everyMs > 0)) throw new TimeError(`non-positive interval for ${what}`);
        ticker.stop();
        this.#set(handle, this.#clock.now() + everyMs, everyMs);
      },
    };
    ticker.reset(ms, 'NewTicker');
    return ticker;
  }

  after(ms: number): RecvChan<number> {
    return this.newTimer(ms).C;
  }

  afterFunc(ms: number, f: () => void): Timer {
    return this.#timer(ms, { C: Chan.nil(), fire: () => go('afterFunc', f), recall: () => false });
  }

  #timer(ms: number, { C, fire, recall }: { C: RecvChan<number>; fire: Fire; recall: () => boolean }): Timer {
    const handle = new Handle(fire);
    const timer: Timer = {
      C,
      stop: () => this.#unset(handle) || recall(),
      reset: (delayMs) => {
        if (Number.isNaN(delayMs)) throw new TimeError('the duration is not a number');
        const wasActive = timer.stop();
        this.#set(handle, this.#clock.now() + Math.max(0, delayMs), undefined);
        return wasActive;
      },
    };
    timer.reset(ms);
    return timer;
  }

  #set(timer: Handle, atMs: number, everyMs: number | undefined): void {
    timer.present = { atMs, order: this.#order++, everyMs, timer };
    push(this.#entries, timer.present);
    if (!this.#isFiring) this.#arm();
  }

  #unset(timer: Handle): boolean {
    if (timer.present === undefined) return false;
    timer.present = undefined;
    this.#dead++;
    if (this.#dead * 2 > this.#entries.length) this.#rebuild();
    this.#arm();
    return true;
  }

  #rebuild(): void {
    const living = this.#entries.filter(isAlive);
    this.#entries = [];
    this.#dead = 0;
    for (const entry of living) push(this.#entries, entry);
  }

  /** The first entry that is alive. */
  #first(): Entry | undefined {
    for (;;) {
      const first = this.#entries[0];
      if (first === undefined || isAlive(first)) return first;
      pop(this.#entries);
      this.#dead--;
    }
  }

  #arm(): void {
    const first = this.#first();
    if (first?.atMs === this.#wakeUp?.atMs) return;
    this.#wakeUp?.disarm();
    this.#wakeUp = undefined;
    if (first === undefined) return;
    const disarm = this.#clock.arm(first.atMs, () => {
      this.#wakeUp = undefined;
      this.#isFiring = true;
      this.#fireUntil(this.#clock.now());
      this.#isFiring = false;
      this.#arm();
    });
    this.#wakeUp = { atMs: first.atMs, disarm };
  }

  #fireUntil(now: number): void {
    for (let first = this.#first(); first !== undefined && first.atMs <= now; first = this.#first()) {
      pop(this.#entries);
      const { atMs, everyMs, timer } = first;
      timer.present = undefined;
      if (everyMs !== undefined) {
        // The next place on the grid that is still ahead.
        const missed = Math.floor((now - atMs) / everyMs);
        this.#set(timer, atMs + (missed + 1) * everyMs, everyMs);
      }
      timer.fire(atMs);
    }
  }
}

/** What an entry leads to. */
class Handle {
  readonly fire: Fire;
  /** The entry that counts; undefined when it has fired or was stopped. */
  present: Entry | undefined = undefined;

  constructor(fire: Fire) {
    this.fire = fire;
  }
}

/** Sends one time at a time, from a goroutine that waits until somebody takes it. */
class Mailbox {
  readonly chan = new Chan<number>();
  #letter: { readonly atMs: number; isPosted: boolean; isRecalled: boolean } | undefined;

  readonly post = (atMs: number): void => {
    // A letter that still lies there is delivered first, and this one is dropped.
    if (this.#isUntaken()) return;
    const letter = { atMs, isPosted: false, isRecalled: false };
    this.#letter = letter;
    go('timer', async () => {
      if (letter.isRecalled) return;
      letter.isPosted = true;
      await this.chan.send(letter.atMs);
      if (this.#letter === letter) this.#letter = undefined;
    });
  };

  /** Takes back what nobody has received; whether there was something. */
  readonly recall = (): boolean => {
    const letter = this.#letter;
    this.#letter = undefined;
    if (letter === undefined) return false;
    letter.isRecalled = true;
    if (letter.isPosted) this.chan.tryRecv();
    return true;
  };

  #isUntaken(): boolean {
    const letter = this.#letter;
    if (letter === undefined) return false;
    if (!letter.isPosted) return true;
    // Only the channel knows whether it was taken: take it, and put it back.
    if (this.chan.tryRecv() === undefined) return false;
    void this.chan.send(letter.atMs);
    return true;
  }
}

function isAlive(entry: Entry): boolean {
  return entry.timer.present === entry;
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs === b.atMs ? a.order < b.order : a.atMs < b.atMs;
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const up = (at - 1) >> 1;
    const parent = heap[up] as Entry;
    if (isBefore(parent, entry)) break;
    heap[at] = parent;
    at = up;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): void {
  const entry = heap.pop();
  if (entry === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let down = 2 * at + 1;
    const right = heap[down + 1];
    if (right !== undefined && isBefore(right, heap[down] as Entry)) down++;
    const child = heap[down];
    if (child === undefined || isBefore(entry, child)) break;
    heap[at] = child;
    at = down;
  }
  heap[at] = entry;
}
