/** Where a learner stands in one kata. */
export interface KataProgress {
  /** Slugs of the stages that the last judged save passed. */
  readonly passed: readonly string[];
  /** Judged saves; one that could not be judged (a syntax error) is no attempt. */
  readonly attempts: number;
  /** ISO times. */
  readonly startedAt?: string;
  readonly firstPassAt?: string;
  /** Hints taken, by stage. */
  readonly hints: Readonly<Record<string, number>>;
  /** Times the kata was started afresh with `kata again`. */
  readonly rounds: number;
}
