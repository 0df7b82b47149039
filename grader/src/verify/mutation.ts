import { basename } from 'node:path';
import { DEFAULT_LIMITS, type Kata, type Verdict } from '@katas/kata';
import type { Candidate, Judge, JudgeEvent } from '../judge.ts';
import { mutantsOf, type Mutant } from './mutant.ts';

/** What became of a mutant. */
export type Fate =
  | { readonly kind: 'test'; readonly stage: string; readonly by: string }
  | { readonly kind: 'rule'; readonly by: string }
  | { readonly kind: 'limit'; readonly stage: string; readonly by: string }
  /** It threw while it was loaded, or outside of any test. */
  | { readonly kind: 'throw'; readonly by: string }
  | { readonly kind: 'survived' }
  /** No answer was reached: nobody killed it. */
  | { readonly kind: 'unknown'; readonly by: string }
  /** It does not parse, so it is no mutant. */
  | { readonly kind: 'invalid' }
  /** The wording of a message or a name: listed, neither judged nor counted. */
  | { readonly kind: 'wording' };

export interface JudgedMutant {
  readonly mutant: Mutant;
  readonly fate: Fate;
}

export interface MutationOptions {
  readonly kata: Kata;
  readonly accepted: Candidate;
  /** Judges that may work at the same time. */
  readonly judges: readonly Judge[];
  readonly seed: number;
  /** Numbers of the only mutants to judge; default: all. */
  readonly only?: ReadonlySet<number>;
  readonly on?: (judged: JudgedMutant) => void;
}

/** The solution itself does not pass. */
export class MutationError extends Error {
  override name = 'MutationError';
}

/** What waits on the clock may have waited for a busy machine: it is judged again with this many times the limits. */
const PATIENCE = 4;

/**
 * Judges every mutant of an accepted solution; each is a text of its own, so that code in threads and in simulators is
 * changed as well.
 * @returns the mutants in the order of their places
 * @throws {MutationError} when the solution itself does not pass
 */
export async function mutationOf(options: MutationOptions): Promise<JudgedMutant[]> {
  const { accepted, judges, only, on } = options;
  const mutants = await mutantsOf(accepted.text);
  await mustPass(options);
  const wanted = mutants.filter((mutant) => only?.has(mutant.number) ?? true);
  const order = new StageOrder(options.kata);
  const judged: JudgedMutant[] = [];
  const next = wanted.values();
  await Promise.all(
    judges.map(async (judge) => {
      for (const mutant of next) {
        const each = { mutant, fate: await fateOf(mutant, { ...options, judge, order }) };
        judged.push(each);
        on?.(each);
      }
    }),
  );
  return judged.toSorted((a, b) => a.mutant.number - b.mutant.number);
}

async function mustPass({ kata, accepted, judges: [judge], seed }: MutationOptions): Promise<void> {
  const request = { candidate: accepted, seed };
  let verdict = await judge?.judge({ kata, ...request });
  if (verdict?.outcome === 'limit') verdict = await judge?.judge({ kata: patient(kata), ...request });
  if (verdict?.outcome === 'pass') return;
  const stage = verdict?.stages.find(({ outcome }) => outcome !== 'pass');
  const test = stage?.tests.find(({ outcome }) => outcome !== 'pass');
  throw new MutationError(
    `${basename(accepted.path)} must pass before it is mutated; it ends with ${verdict?.outcome}: ` +
      (test?.sentence.en ?? stage?.message?.en ?? verdict?.message ?? ''),
  );
}

interface Trial extends MutationOptions {
  readonly judge: Judge;
  readonly order: StageOrder;
}

async function fateOf(mutant: Mutant, trial: Trial): Promise<Fate> {
  if (mutant.isWording) return { kind: 'wording' };
  for (const stage of trial.order.for(mutant)) {
    let fate = await fateInStage(mutant, stage, trial);
    if (fate.kind === 'limit' && (fate.by === 'unsettled' || fate.by === 'time'))
      fate = await fateInStage(mutant, stage, { ...trial, kata: patient(trial.kata) });
    if (fate.kind === 'survived') continue;
    trial.order.note(mutant, stage);
    return fate;
  }
  return { kind: 'survived' };
}

/** Judges one stage and stops at the first thing that kills. */
async function fateInStage(mutant: Mutant, stage: string, trial: Trial): Promise<Fate> {
  const stop = new AbortController();
  let killed: Fate | undefined;
  const on = (event: JudgeEvent): void => {
    if (killed) return;
    if (event.type === 'test' && event.test.outcome === 'fail')
      killed = { kind: 'test', stage, by: event.test.sentence.en };
    else if (event.type === 'findings') killed = { kind: 'rule', by: event.findings[0]?.rule ?? 'a rule' };
    if (killed) stop.abort();
  };
  const candidate = { ...trial.accepted, text: mutant.text };
  try {
    const verdict = await trial.judge.judge({
      kata: trial.kata,
      candidate,
      seed: trial.seed,
      only: [stage],
      signal: stop.signal,
      on,
    });
    return killed ?? fateBy(verdict, stage);
  } catch (error) {
    if (killed) return killed;
    throw error;
  }
}

function fateBy(verdict: Verdict, slug: string): Fate {
  if (verdict.problem?.kind === 'syntax') return { kind: 'invalid' };
  const stage = verdict.stages.find((each) => each.slug === slug);
  const why = stage?.message?.en ?? verdict.message ?? '';
  switch (verdict.outcome) {
    case 'pass':
      return { kind: 'survived' };
    case 'fail':
    case 'error':
      return { kind: 'throw', by: why };
    case 'limit':
      return { kind: 'limit', stage: slug, by: stage?.limit ?? 'time' };
    case 'unknown':
      return { kind: 'unknown', by: why };
  }
}

function patient(kata: Kata): Kata {
  const { testMs, stageMs } = { ...DEFAULT_LIMITS, ...kata.definition.limits };
  const limits = { ...kata.definition.limits, testMs: testMs * PATIENCE, stageMs: stageMs * PATIENCE };
  return { ...kata, definition: { ...kata.definition, limits } };
}

/** Which stage to try first: the one that killed the nearest mutant so far. */
class StageOrder {
  readonly #stages: readonly string[];
  readonly #kills: { readonly line: number; readonly stage: string }[] = [];

  constructor(kata: Kata) {
    this.#stages = kata.definition.stages.map((stage) => stage.slug);
  }

  note(mutant: Mutant, stage: string): void {
    this.#kills.push({ line: mutant.line, stage });
  }

  for(mutant: Mutant): readonly string[] {
    const distance = (stage: string): number =>
      Math.min(
        Number.MAX_SAFE_INTEGER,
        ...this.#kills
          .filter((kill) => kill.stage === stage)
          .map((kill) => Math.abs(kill.line - mutant.line)),
      );
    return this.#stages.toSorted((a, b) => distance(a) - distance(b));
  }
}
