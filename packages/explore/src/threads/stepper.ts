import { ACCESS, type Access, bitsOf, mix, perform, type Word } from './access.ts';
import type { Place } from './machine.ts';
import { RUN } from './schedule-state.ts';
import type { Scheduler } from './scheduler.ts';

/** One access that a thread is about to make. */
export interface Request {
  readonly thread: number;
  readonly access: Access;
  readonly place: Place;
  readonly index: number;
  readonly value: Word;
  /** What a `compareExchange` expects. */
  readonly expected?: Word | undefined;
  readonly asked: number;
}

/** Words of the footprint for one access: thread, kind, byte address, bytes. */
export const FOOTPRINT_WORDS = 4;

/** Makes accesses on the real memory, and notes what judging a run needs to know of them. */
export class Stepper {
  readonly #scheduler: Scheduler;
  readonly footprint: Int32Array;
  /** Told before an element changes. */
  onChange: ((request: Request, before: Word) => void) | undefined;

  constructor(scheduler: Scheduler, footprint: Int32Array) {
    this.#scheduler = scheduler;
    this.footprint = footprint;
  }

  make(request: Request): Word {
    const { thread, place, index, asked } = request;
    const { array } = place;
    const before: Word = array[index];
    const result =
      request.access === ACCESS.compareExchange
        ? Atomics.compareExchange(array, index, request.expected as number, request.value as number)
        : perform(request.access, array, index, request.value);
    const after: Word = array[index];
    const hasChanged = !Object.is(before, after);
    if (hasChanged) this.#changed(request, before, after);
    // A comparison that fails writes nothing.
    const hasFailed =
      request.access === ACCESS.compareExchange && !Object.is(fitted(place, request.expected), result);
    this.#note(thread, hasFailed ? ACCESS.load : request.access, place, index);
    this.#scheduler.commit(thread, { asked, seen: bitsOf(result), hasChanged });
    return result;
  }

  /** A step that changes no memory: a sleep, a waking, a notification. */
  pass(
    request: Pick<Request, 'thread' | 'access' | 'place' | 'index' | 'asked'>,
    result: Word | string,
  ): void {
    this.#note(request.thread, request.access, request.place, request.index);
    this.#scheduler.commit(request.thread, { asked: request.asked, seen: bitsOf(result), hasChanged: false });
  }

  #changed(request: Request, before: Word, after: Word): void {
    const { state } = this.#scheduler;
    this.onChange?.(request, before);
    const place = request.place.base + request.index * request.place.size + (request.place.size << 24);
    const was = bitsOf(before);
    const is = bitsOf(after);
    state[RUN.memoryHash] = (state[RUN.memoryHash] ?? 0) ^ mix(mix(17, place), was) ^ mix(mix(17, place), is);
    state[RUN.memoryHash2] =
      (state[RUN.memoryHash2] ?? 0) ^ mix(mix(91, was), place) ^ mix(mix(91, is), place);
  }

  #note(thread: number, access: Access, place: Place, index: number): void {
    const at = (this.#scheduler.state[RUN.accesses] ?? 0) * FOOTPRINT_WORDS;
    const { footprint } = this;
    footprint[at] = thread;
    footprint[at + 1] = access;
    footprint[at + 2] = place.base + index * place.size;
    footprint[at + 3] = place.size;
  }
}

/** The value as the element would hold it: what `compareExchange` and `wait` compare with. */
export function fitted({ array }: Place, value: Word): Word {
  if (array instanceof Int32Array && (value as number) === ((value as number) | 0)) return value;
  const one = new (array.constructor as Int32ArrayConstructor)(1);
  one[0] = value as number;
  return one[0];
}

/** What an access is, whatever comes of it: a thread that is run again must ask the same. */
export function askedOf(access: Access, address: number, operand: Word): number {
  return operand === undefined ? mix(access, address) : mix(mix(access, address), bitsOf(operand));
}
