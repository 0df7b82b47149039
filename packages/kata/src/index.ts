export { digestOf, digestOfFiles, suiteDigest } from './digest.ts';
export type { BrokenKata, Discovery, Kata } from './discover.ts';
export { discover } from './discover.ts';
export type { KataDefinition, KnownMistake, Limits, StageDefinition } from './kata.ts';
export { DEFAULT_LIMITS, defineKata } from './kata.ts';
export type {
  ExploredVerdict,
  FindingVerdict,
  LimitKind,
  MistakeVerdict,
  Outcome,
  StageVerdict,
  TestVerdict,
  TypesVerdict,
  Verdict,
} from './verdict.ts';
export { verdictJsonSchema, verdictSchema } from './verdict.ts';
