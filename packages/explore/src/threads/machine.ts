import type { Access, SharedArray, Word } from './access.ts';

/** A view of shared memory as the machine sees it. */
export interface Place {
  readonly array: SharedArray;
  /** Byte address of the first element, in one address space for all shared memory of a scenario. */
  readonly base: number;
  /** Bytes of one element. */
  readonly size: number;
}

/** What runs threads one step at a time. Every access of a thread to what it shares goes through here. */
export interface Machine {
  access(access: Access, place: Place, index: number, value: Word): Word;
  compareExchange(place: Place, index: number, expected: Word, replacement: Word): Word;
  /** @param timeoutMs - Infinity: until notified */
  wait(place: Place, index: number, expected: Word, timeoutMs: number): 'ok' | 'not-equal' | 'timed-out';
  notify(place: Place, index: number, count: number): number;
  /** The thread has nothing to do just now. */
  pause(): void;
  /** Virtual milliseconds. */
  now(): number;
  /** The same numbers in every run. */
  random(): number;
  /** Memory that the thread allocates for itself. */
  allocate(bytes: number): SharedArrayBuffer;
  /** Where shared memory begins in the common address space. */
  baseOf(buffer: SharedArrayBuffer): number;
  /** Says that the thread does what can't be explored; does not return. */
  refuse(reason: string): never;
}

let current: Machine | undefined;

/** The machine that the code that runs now belongs to; undefined outside of any. */
export function currentMachine(): Machine | undefined {
  return current;
}

/** @returns what was current before */
export function enter(machine: Machine | undefined): Machine | undefined {
  const before = current;
  current = machine;
  return before;
}
