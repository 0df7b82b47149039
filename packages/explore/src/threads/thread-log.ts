import { rng } from '../core/rng.ts';
import type { SharedMemory } from './shared-memory.ts';

/** What a simulated thread did and what came of it: with this it is brought back to where it was. */
export class ThreadLog {
  /** The thread's next new access needs no decision: it was chosen to make it. */
  isGranted = false;
  readonly #asked: number[] = [];
  readonly #results: unknown[] = [];
  readonly #own: SharedArrayBuffer[] = [];
  #at = 0;
  #allocated = 0;
  #ownBytes = 0;
  #random: (() => number) | undefined;

  get length(): number {
    return this.#results.length;
  }

  /** The thread, run again, has not yet come to where it was. */
  get isBehind(): boolean {
    return this.#at < this.#results.length;
  }

  clear(): void {
    this.backTo(0);
    this.#own.length = 0;
  }

  backTo(length: number): void {
    this.#asked.length = length;
    this.#results.length = length;
  }

  /** The thread begins at its beginning. */
  rewind(): void {
    this.#at = 0;
    this.#allocated = 0;
    this.#ownBytes = 0;
    this.#random = undefined;
    this.isGranted = true;
  }

  push(asked: number, result: unknown): void {
    this.#asked.push(asked);
    this.#results.push(result);
    this.#at += 1;
  }

  isNext(asked: number): boolean {
    return this.isBehind && this.#asked[this.#at] === asked;
  }

  next(asked: number, machine: { diverged(): never }): unknown {
    const at = this.#at;
    if (this.#asked[at] !== asked) machine.diverged();
    this.#at = at + 1;
    return this.#results[at];
  }

  random(thread: number): number {
    this.#random ??= rng(thread + 1);
    return this.#random();
  }

  /** The memory that the thread allocated before at this place is still there, with what it wrote. */
  allocate(
    bytes: number,
    { thread, memory }: { readonly thread: number; readonly memory: SharedMemory },
  ): SharedArrayBuffer {
    const before = this.#own[this.#allocated];
    const buffer = before?.byteLength === bytes ? before : new SharedArrayBuffer(bytes);
    this.#own[this.#allocated] = buffer;
    this.#allocated += 1;
    memory.adopt(buffer, { thread, used: this.#ownBytes });
    this.#ownBytes += Math.ceil(bytes / 8 + 1) * 8;
    return buffer;
  }
}
