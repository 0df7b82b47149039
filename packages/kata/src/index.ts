export type { BrokenKata, Kata } from './discover.ts';
export type { FindingVerdict, LimitKind, Outcome, StageVerdict, TestVerdict, Verdict } from './verdict.ts';
export { verdictJsonSchema, verdictSchema } from './verdict.ts';
export type { KataDefinition, Limits, StageDefinition } from './kata.ts';
export { DEFAULT_LIMITS, defineKata } from './kata.ts';
