import { Chan, time } from '@katas/goroutine';
import { expect } from 'vitest';
import { Group, type Report, type Signal } from '#solution';

/** A group under observation: with its own signals, and a process that only notes that it should end. */
export class Scene {
  readonly group: Group;
  readonly signals: Chan<Signal>;
  /** What `exit` was called with. */
  readonly exits: number[] = [];
  /** When it was, in milliseconds since the scene was made. */
  readonly exitsMs: number[] = [];
  /** What happened, in words, in its order. */
  readonly log: string[] = [];
  report: Report | undefined;
  /** Why `wait` rejected. */
  rejection: string | undefined;
  /** When `wait` resolved. */
  overMs: number | undefined;
  readonly #startMs = time.now();

  constructor({ graceMs = LONG_MS, signals = new Chan<Signal>(2, 'signals') }: SceneOptions = {}) {
    this.signals = signals;
    this.group = new Group({
      signals,
      graceMs,
      exit: (code) => {
        this.exits.push(code);
        this.exitsMs.push(this.ms);
        this.log.push(`exit(${code})`);
      },
    });
  }

  /** Milliseconds since the scene was made. */
  get ms(): number {
    return time.now() - this.#startMs;
  }

  async wait(): Promise<Report> {
    const report = await this.group.wait().catch((error: unknown) => {
      this.rejection = error instanceof Error ? error.message : typeof error;
      return expect.fail(`wait() must never reject, and did: ${this.rejection}`);
    });
    this.overMs ??= this.ms;
    this.report ??= report;
    this.log.push('wait() resolves');
    return report;
  }

  /** A goroutine of the group that does nothing but throw. */
  throws(name: string, error: unknown): void {
    this.group.go(name, async () => {
      throw error;
    });
  }

  /** Waits without a goroutine of its own. */
  watch(): void {
    this.wait().catch(() => {});
  }

  note(event: string): void {
    this.log.push(event);
  }

  /** What happened, as one line. */
  get story(): string {
    return this.log.length === 0 ? 'nothing' : this.log.join(', ');
  }

  /** Where something is in the log; an absent one is behind all others. */
  at(event: string): number {
    const index = this.log.indexOf(event);
    return index < 0 ? Infinity : index;
  }
}

interface SceneOptions {
  readonly graceMs?: number;
  readonly signals?: Chan<Signal>;
}

/** Longer than anything takes here: a timer for this time that is left behind is found. */
export const LONG_MS = 5000;
