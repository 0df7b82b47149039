import { DEFAULT_LIMITS } from '@katas/kata';
import type { FindingVerdict, StageDefinition, StageVerdict, TestVerdict } from '@katas/kata';
import type { Text } from '@katas/structure';
import type { JudgeRequest } from './judge.ts';
import type { Runner } from './runner/runner.ts';

/** One stage of a verdict, under way. */
export interface StageRun {
  readonly stage: StageDefinition;
  readonly ended: Promise<StageVerdict>;
  /** The verdict on small sizes, where there is one; else the whole one. */
  readonly quick: Promise<{ readonly verdict: StageVerdict; readonly isWhole: boolean }>;
  /** From now on its tests are told as they end; those that have ended are told first. */
  readonly told: () => void;
}

interface StageOrder {
  readonly stage: StageDefinition;
  readonly request: JudgeRequest;
  readonly signal: AbortSignal;
  /** Small sizes wait here for those of the other stages. */
  readonly full: Promise<void>;
}

export function startStage(runner: Runner, { stage, request, signal, full }: StageOrder): StageRun {
  const { kata, candidate, seed, search, on } = request;
  const quick = Promise.withResolvers<Awaited<StageRun['quick']>>();
  const held: TestVerdict[] = [];
  const tell = (test: TestVerdict): void => on?.({ type: 'test', stage: stage.slug, test });
  let hear = (test: TestVerdict): void => void held.push(test);
  const ended = runner.run({
    kata,
    stage,
    text: candidate.text,
    seed,
    limits: { ...DEFAULT_LIMITS, ...kata.definition.limits },
    ...(search && { search }),
    signal,
    onTest: (test) => hear(test),
    onQuick: async (verdict) => {
      quick.resolve({ verdict, isWhole: false });
      await full;
    },
  });
  ended.then((verdict) => quick.resolve({ verdict, isWhole: true }), quick.reject);
  // They are waited for in their turn, or not at all.
  ended.catch(() => {});
  quick.promise.catch(() => {});
  const told = (): void => {
    hear = tell;
    for (const test of held) tell(test);
  };
  return { stage, ended, quick: quick.promise, told };
}

const BREAKS_RULE: Text = {
  en: 'Its tests pass, and it is not built as the task asks.',
  zh: '测试通过了，但实现方式不符合题目要求。',
};

export function withFindings(stage: StageVerdict, findings: readonly FindingVerdict[]): StageVerdict {
  const concerned = findings.some((finding) => finding.stage === undefined || finding.stage === stage.slug);
  if (!concerned) return stage;
  if (stage.outcome === 'pass') return { ...stage, outcome: 'fail', message: BREAKS_RULE };
  // What can not even load because the fence refused it is judged: the rule says what is wrong.
  return stage.outcome === 'error' ? { ...stage, outcome: 'fail' } : stage;
}

export function notRun(stage: StageDefinition, stopped: StageVerdict): StageVerdict {
  return {
    slug: stage.slug,
    title: stage.title,
    outcome: 'unknown',
    message: {
      en: `Not run: the stage "${stopped.title.en}" had to be stopped.`,
      zh: `没有运行：阶段“${stopped.title.zh}”被中止了。`,
    },
    expected: stage.tests,
    run: 0,
    tests: [],
    durationMs: 0,
  };
}
