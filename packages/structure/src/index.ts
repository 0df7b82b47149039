export type { Finding, Inspection, Place, SourceProblem } from './finding.ts';
export type { RuleId, RuleSpec } from './rule-spec.ts';
export type { Text } from './text.ts';
