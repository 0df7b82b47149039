export type { Finding, Inspection, Place, SourceProblem } from './finding.ts';
export { createInspector } from './inspector.ts';
export type { Inspector, InspectRequest } from './inspector.ts';
export type { RuleId, RuleSpec } from './rule-spec.ts';
export { describeRule } from './rules/rules.ts';
export type { Text } from './text.ts';
