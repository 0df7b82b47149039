import type { Failure, TasksScenario } from '../../src/index.ts';

/** A known mistake: a program that makes it, and the same program without it. */
export interface ZooEntry {
  readonly name: string;
  /** How the mistake shows. */
  readonly kind: Failure['kind'];
  /** A part of the failure's message. */
  readonly says: string;
  /** The smallest schedule that shows it. */
  readonly token: string;
  /** The corrected program passes every schedule with so many deviations. */
  readonly bound: number;
  readonly buggy: TasksScenario['run'];
  readonly fixed: TasksScenario['run'];
}
