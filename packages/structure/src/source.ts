import type { ts } from 'ts-morph';
import { type Evaluation, evaluationOf } from './evaluation.ts';
import { type Liveness, livenessOf } from './liveness.ts';
import { type Mutation, mutationsOf } from './mutation.ts';
import { platformCalls, type PlatformCall, type PropertyRead, propertyReads } from './property-read.ts';
import { type ScopeTable, scopesOf } from './scope.ts';
import { type Typing, typingOf } from './typing.ts';

/** The learner's file as rules see it. Everything beyond the syntax tree is computed once, when first asked for. */
export interface Source {
  readonly file: ts.SourceFile;
  readonly scopes: ScopeTable;
  readonly evaluation: Evaluation;
  readonly typing: Typing;
  readonly liveness: Liveness;
  readonly reads: readonly PropertyRead[];
  /** The read that a node is. */
  readAt(node: ts.Node): PropertyRead | undefined;
  readonly platformCalls: readonly PlatformCall[];
  readonly mutations: readonly Mutation[];
}

export function sourceOf(file: ts.SourceFile): Source {
  const scopes = scopesOf(file);
  const evaluation = evaluationOf(scopes);
  let reads: readonly PropertyRead[] | undefined;
  let mutations: readonly Mutation[] | undefined;
  let readIndex: ReadonlyMap<ts.Node, PropertyRead> | undefined;
  let calls: readonly PlatformCall[] | undefined;
  return {
    file,
    scopes,
    evaluation,
    typing: typingOf(evaluation),
    liveness: livenessOf(evaluation),
    get reads() {
      reads ??= propertyReads(evaluation);
      return reads;
    },
    readAt(node) {
      readIndex ??= new Map(this.reads.map((read) => [read.node, read]));
      return readIndex.get(node);
    },
    get platformCalls() {
      calls ??= [...platformCalls(evaluation)];
      return calls;
    },
    get mutations() {
      mutations ??= mutationsOf(scopes, (callee) =>
        evaluation.evaluate(callee).flatMap((one) => (one.kind === 'global' ? [one.path] : [])),
      );
      return mutations;
    },
  };
}
