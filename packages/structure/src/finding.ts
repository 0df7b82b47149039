import type { RuleId } from './rule-spec.ts';
import type { Text } from './text.ts';

/** A range in the learner's text; lines and columns count from 1, columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One breach of a rule, told so that a learner can act on it. */
export interface Finding {
  readonly rule: RuleId;
  /** The rule as a sentence. */
  readonly sentence: Text;
  /** Why the rule exists. */
  readonly why: Text;
  /** What was found here. */
  readonly message: Text;
  /** What to do about it. */
  readonly hint: Text;
  readonly place: Place;
}

/** Text that does not parse, or lacks what a suite needs: it can't be judged. */
export interface SourceProblem {
  readonly message: string;
  readonly place: Place;
}

export interface Inspection {
  /** Syntax errors; where there is one, no rule was checked. */
  readonly syntax: readonly SourceProblem[];
  /** Names that the kata asks for and the source does not export. */
  readonly missingExports: readonly string[];
  /** In the order of the given rules, then of the text. */
  readonly findings: readonly (readonly Finding[])[];
}
