import { DEFAULT_LIMITS } from '@katas/kata';
import type { FindingVerdict, Kata, StageDefinition, StageVerdict, TestVerdict, Verdict } from '@katas/kata';
import type { Inspection, RuleSpec, Text } from '@katas/structure';
import { InspectionThread } from './inspection.ts';
import type { Judge, JudgeRequest } from './judge.ts';
import type { Runner } from './runner/runner.ts';
import { verdictOf } from './verdict-of.ts';

type Problem = NonNullable<Verdict['problem']>;

/** Judges with a runner for behaviour and a thread for structure. */
export class KataJudge implements Judge {
  readonly #runner: Runner;
  readonly #inspection = new InspectionThread();

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  async close(): Promise<void> {
    await Promise.all([this.#runner.close(), this.#inspection.close()]);
  }

  ready(): Promise<void> {
    return this.#runner.fill();
  }

  async judge(request: JudgeRequest): Promise<Verdict> {
    const started = performance.now();
    request.signal?.throwIfAborted();
    // Both at once: the tests do not wait for the reading of the source. What can't be judged stops them.
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, ...(request.signal ? [request.signal] : [])]);
    const reading = this.#read(request).then((read) => {
      if (read.problem) stop.abort();
      return read;
    });
    const running = this.#runStages({ ...request, signal }, reading, started).catch((error: unknown) => {
      if (stop.signal.aborted && request.signal?.aborted !== true) return [];
      throw error;
    });
    try {
      const [{ problem, findings }, stages] = await Promise.all([reading, running]);
      const durationMs = performance.now() - started;
      return verdictOf({ request, findings, stages, ...(problem && { problem }), durationMs });
    } finally {
      stop.abort();
    }
  }

  async #read({ kata, candidate, on }: JudgeRequest): Promise<Reading> {
    const rules = rulesOf(kata);
    const inspection = await this.#inspection.inspect({
      text: candidate.text,
      rules: rules.map((each) => each.spec),
      exports: kata.definition.exports,
    });
    const problem = problemIn(inspection, candidate.text);
    const findings = problem ? [] : findingsOf(inspection, rules);
    if (findings.length > 0) on?.({ type: 'findings', findings });
    return { problem, findings };
  }

  async #runStages(
    request: JudgeRequest,
    reading: Promise<Reading>,
    started: number,
  ): Promise<StageVerdict[]> {
    const { only } = request;
    const stages = request.kata.definition.stages.filter((stage) => !only || only.includes(stage.slug));
    const order = [
      ...stages.filter((stage) => stage.slug === request.first),
      ...stages.filter((stage) => stage.slug !== request.first),
    ];
    const rest = new AbortController();
    const signal = AbortSignal.any([rest.signal, ...(request.signal ? [request.signal] : [])]);
    // All are asked for at once: how many run at the same time is the runner's affair. They are told in their order.
    const full = Promise.withResolvers<void>();
    const runs = order.map((stage) =>
      startStage(this.#runner, { stage, request, signal, full: full.promise }),
    );
    void tellQuick({ request, runs, reading, started })
      .catch(() => {})
      .finally(full.resolve);
    const done = new Map<string, StageVerdict>();
    let stopped: StageVerdict | undefined;
    try {
      for (const { stage, told, ended } of runs) {
        if (!stopped) {
          request.on?.({ type: 'stage-started', stage: stage.slug });
          told();
        }
        const ran = stopped ? notRun(stage, stopped) : await ended;
        const { problem, findings } = await reading;
        if (problem) return [];
        const verdict = withFindings(ran, findings);
        done.set(stage.slug, verdict);
        request.on?.({ type: 'stage', stage: verdict });
        // What loops, floods or throws while it loads does so in every stage: answer now.
        if (ran.outcome !== 'limit' && ran.outcome !== 'error') continue;
        stopped ??= ran;
        rest.abort();
      }
    } finally {
      rest.abort();
    }
    return stages.flatMap((stage) => done.get(stage.slug) ?? []);
  }
}

interface StageRun {
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

function startStage(runner: Runner, { stage, request, signal, full }: StageOrder): StageRun {
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

interface Quick {
  readonly request: JudgeRequest;
  readonly runs: readonly StageRun[];
  readonly reading: Promise<Reading>;
  readonly started: number;
}

/** The verdict on small sizes, as soon as all stages have theirs; it says what the whole one would say of them. */
async function tellQuick({ request, runs, reading, started }: Quick): Promise<void> {
  const ran = await Promise.all(runs.map((run) => run.quick));
  const { problem, findings } = await reading;
  if (problem || ran.every((each) => each.isWhole)) return;
  const bySlug = new Map<string, StageVerdict>();
  let stopped: StageVerdict | undefined;
  for (const [index, { verdict }] of ran.entries()) {
    const stage = runs[index]?.stage;
    if (stage === undefined) continue;
    bySlug.set(stage.slug, withFindings(stopped ? notRun(stage, stopped) : verdict, findings));
    if (verdict.outcome === 'limit' || verdict.outcome === 'error') stopped ??= verdict;
  }
  const stages = request.kata.definition.stages.flatMap((stage) => bySlug.get(stage.slug) ?? []);
  const durationMs = performance.now() - started;
  request.on?.({ type: 'quick', verdict: verdictOf({ request, findings, stages, durationMs }) });
}

/** What reading the source said. */
interface Reading {
  /** Why the file can't be judged. */
  readonly problem: Problem | undefined;
  readonly findings: readonly FindingVerdict[];
}

interface PlacedRule {
  readonly spec: RuleSpec;
  readonly stage?: string;
}

function rulesOf(kata: Kata): PlacedRule[] {
  const { structure, stages } = kata.definition;
  return [
    ...structure.map((spec) => ({ spec })),
    ...stages.flatMap((stage) => (stage.structure ?? []).map((spec) => ({ spec, stage: stage.slug }))),
  ];
}

function findingsOf(inspection: Inspection, rules: readonly PlacedRule[]): FindingVerdict[] {
  return inspection.findings.flatMap((found, index) => {
    const stage = rules[index]?.stage;
    return found.map((finding) => ({ ...finding, ...(stage !== undefined && { stage }) }));
  });
}

function problemIn(inspection: Inspection, text: string): Problem | undefined {
  const syntax = inspection.syntax[0];
  if (syntax)
    return {
      kind: 'syntax',
      text: { en: `Syntax error: ${syntax.message}`, zh: `语法错误：${syntax.message}` },
      place: withinText(syntax.place, text),
    };
  if (inspection.missingExports.length === 0) return undefined;
  const names = inspection.missingExports.join(', ');
  return {
    kind: 'missing-export',
    text: {
      en: `The file does not export ${names}. The suite imports it by that name: keep \`export\` before it.`,
      zh: `文件没有导出 ${names}。测试按这个名字导入它，请保留前面的 \`export\`。`,
    },
  };
}

function withinText(place: NonNullable<Problem['place']>, text: string): NonNullable<Problem['place']> {
  const line = Math.min(place.line, text.split('\n').length);
  return { ...place, line, endLine: Math.max(line, place.endLine) };
}

const BREAKS_RULE: Text = {
  en: 'Its tests pass, and it is not built as the task asks.',
  zh: '测试通过了，但实现方式不符合题目要求。',
};

function withFindings(stage: StageVerdict, findings: readonly FindingVerdict[]): StageVerdict {
  const concerned = findings.some((finding) => finding.stage === undefined || finding.stage === stage.slug);
  if (!concerned) return stage;
  if (stage.outcome === 'pass') return { ...stage, outcome: 'fail', message: BREAKS_RULE };
  // What can not even load because the fence refused it is judged: the rule says what is wrong.
  return stage.outcome === 'error' ? { ...stage, outcome: 'fail' } : stage;
}

function notRun(stage: StageDefinition, stopped: StageVerdict): StageVerdict {
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
