import type { FindingVerdict, Kata, StageVerdict, Verdict } from '@katas/kata';
import type { Inspection, RuleSpec } from '@katas/structure';
import { InspectionThread } from './inspection.ts';
import type { Judge, JudgeRequest } from './judge.ts';
import type { Runner } from './runner/runner.ts';
import { notRun, startStage, type StageRun, withFindings } from './stage-run.ts';
import { PendingTypes } from './types/pending-types.ts';
import { TypeChecker } from './types/type-checker.ts';
import { verdictOf } from './verdict-of.ts';

type Problem = NonNullable<Verdict['problem']>;

export interface KataJudgeOptions {
  /** Whether type errors are told beside the behaviour; default `unchecked`. */
  readonly types?: 'checked' | 'unchecked';
}

/** Judges with a runner for behaviour and a thread for structure. */
export class KataJudge implements Judge {
  readonly #runner: Runner;
  readonly #inspection = new InspectionThread();
  readonly #types: TypeChecker | undefined;

  constructor(runner: Runner, { types = 'unchecked' }: KataJudgeOptions = {}) {
    this.#runner = runner;
    this.#types = types === 'checked' ? new TypeChecker() : undefined;
  }

  async close(): Promise<void> {
    await Promise.all([this.#runner.close(), this.#inspection.close(), this.#types?.close()]);
  }

  ready(kata?: Kata): Promise<void> {
    return this.#runner.fill(kata);
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
    // Beside the tests, and never waited for by a verdict on small sizes.
    const { kata, candidate } = request;
    const types = new PendingTypes(this.#types?.check({ dir: kata.dir, text: candidate.text }));
    const running = this.#runStages({ ...request, signal }, { reading, types, started }).catch(
      (error: unknown) => {
        if (stop.signal.aborted && request.signal?.aborted !== true) return [];
        throw error;
      },
    );
    try {
      const [{ problem, findings }, stages] = await Promise.all([reading, running]);
      const durationMs = performance.now() - started;
      const told = problem ? {} : await types.soon();
      return verdictOf({ request, findings, stages, ...(problem && { problem }), ...told, durationMs });
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

  async #runStages(request: JudgeRequest, { reading, types, started }: Beside): Promise<StageVerdict[]> {
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
    void tellQuick({ request, runs, reading, types, started })
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

/** What goes on beside the tests. */
interface Beside {
  readonly reading: Promise<Reading>;
  readonly types: PendingTypes;
  readonly started: number;
}

interface Quick extends Beside {
  readonly request: JudgeRequest;
  readonly runs: readonly StageRun[];
}

/** The verdict on small sizes, as soon as all stages have theirs; it says what the whole one would say of them. */
async function tellQuick({ request, runs, reading, types, started }: Quick): Promise<void> {
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
  request.on?.({
    type: 'quick',
    verdict: verdictOf({ request, findings, stages, ...types.now(), durationMs }),
  });
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
