import type {
  BrokenKata,
  FindingVerdict,
  Kata,
  StageDefinition,
  StageVerdict,
  TestVerdict,
  Verdict,
} from '@katas/kata';
import type { Candidate } from '../judge.ts';
import type { KataProgress } from '../progress.ts';
import { focusOf, type ShownVerdict } from '../view/verdict.ts';
import type { CandidateProblem, Comparison, SolutionPath } from './watch.ts';

export type Page = 'verdict' | 'list' | 'prompt' | 'compare' | 'hint' | 'help';
type Filter = 'all' | 'todo' | 'done';

/** A run that goes on, and what is known of it. */
export interface LiveRun {
  readonly id: number;
  readonly candidate: Candidate;
  /** The stage that runs now. */
  stage: string;
  readonly stages: Map<string, StageVerdict | TestVerdict[]>;
  findings: readonly FindingVerdict[];
}

export type Tone = 'quiet' | 'good' | 'warn' | 'bad';

interface Notice {
  readonly text: string;
  readonly tone: Tone;
}

/** What the screen is drawn from. */
export interface Model {
  katas: readonly Kata[];
  readonly broken: readonly BrokenKata[];
  kata: Kata;
  path: SolutionPath;
  page: Page;
  scroll: number;
  /** Lines of the body that did not fit, at the last drawing: scrolling ends there. */
  scrollEnd: number;
  /** Lines of the body that are seen at once. */
  pageRows: number;
  run: LiveRun | undefined;
  last: { readonly verdict: Verdict; readonly candidate: Candidate; readonly clock: string } | undefined;
  /** A search goes on behind the verdict. */
  isSearching: boolean;
  problem: CandidateProblem | undefined;
  broke: string | undefined;
  notices: readonly Notice[];
  detail: 'first' | 'all';
  structureDetail: boolean | undefined;
  list: { search: string; isSearching: boolean; filter: Filter; selected: string };
  prompt: string;
  comparison: Comparison | undefined;
  readonly progressOf: (slug: string) => KataProgress;
  readonly hasEditor: boolean;
  readonly hasKeys: boolean;
}

/** Whether every stage of the kata holds in the learner's last judged save. */
export function isDone(kata: Kata, progress: KataProgress): boolean {
  return kata.definition.stages.every((stage) => progress.passed.includes(stage.slug));
}

/** The stage that the learner works on now: by the last verdict, else by what was passed before. */
export function currentStage(model: Model): StageDefinition {
  const { definition, slug } = model.kata;
  const { stages } = definition;
  if (model.last !== undefined && model.last.verdict.stages.length > 0) {
    return focusOf(definition, model.last.verdict) ?? stages.at(-1) ?? stages[0];
  }
  const { passed } = model.progressOf(slug);
  return stages.find((stage) => !passed.includes(stage.slug)) ?? stages.at(-1) ?? stages[0];
}

export function hasPassed(model: Model): boolean {
  return model.problem === undefined && model.last?.verdict.outcome === 'pass';
}

/** The next kata to do after this one, in their order and then from the start. */
export function nextKata(model: Model): Kata | undefined {
  const at = model.katas.findIndex((kata) => kata.slug === model.kata.slug);
  const others = [...model.katas.slice(at + 1), ...model.katas.slice(0, Math.max(0, at))];
  return others.find((kata) => !isDone(kata, model.progressOf(kata.slug)));
}

/** The katas that the list shows. */
export function listed(model: Model): readonly Kata[] {
  const { filter, search } = model.list;
  const words = search.toLowerCase().split(/\s+/u).filter(Boolean);
  return model.katas.filter((kata) => {
    const done = isDone(kata, model.progressOf(kata.slug));
    if (filter !== 'all' && done !== (filter === 'done')) return false;
    const text = [kata.slug, kata.definition.title.en, kata.definition.title.zh, kata.definition.heading]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** What is known of a run that goes on, in the shape of a verdict. */
export function shownRun(run: LiveRun, kata: Kata): ShownVerdict {
  const stages = kata.definition.stages.flatMap((definition): StageVerdict[] => {
    const known = run.stages.get(definition.slug);
    if (known === undefined) return [];
    if (!Array.isArray(known)) return [known];
    // A failure that is known is not pushed aside by a stage that only runs.
    if (hasFailing(run) && known.every((test) => test.outcome === 'pass')) return [];
    const outcome = known.some((test) => test.outcome !== 'pass') ? 'fail' : 'unknown';
    const { slug, title, tests: expected } = definition;
    return [{ slug, title, outcome, expected, run: expected, tests: known, durationMs: 0 }];
  });
  return { outcome: 'unknown', stages, findings: [...run.findings], seed: 0, durationMs: 0 };
}

/** Whether a run already knows of something that fails. */
export function hasFailing(run: LiveRun): boolean {
  return [...run.stages.values()].some((known) =>
    Array.isArray(known)
      ? known.some((test) => test.outcome === 'fail' || test.outcome === 'limit')
      : known.outcome !== 'pass',
  );
}

/** The line of the learner's file that the screen speaks of first. */
export function lineToOpen(model: Model): number {
  const verdict = model.last?.verdict;
  if (verdict === undefined) return 1;
  const focus = verdict.stages.find((stage) => stage.slug === currentStage(model).slug);
  const failed = focus?.tests.find((test) => test.outcome !== 'pass' && test.place !== undefined);
  const place = verdict.problem?.place ?? focus?.place ?? failed?.place ?? verdict.findings[0]?.place;
  return place?.line ?? 1;
}

/** Adds a line above the footer; a key or a newer verdict takes it away. Nothing else is to be done. */
export function notify(model: Model, text: string, tone: Tone): readonly [] {
  model.notices = [...model.notices.filter((other) => other.text !== text), { text, tone }].slice(-3);
  return [];
}

/** Opens a page at its start. Nothing else is to be done. */
export function toPage(model: Model, page: Page): readonly [] {
  model.page = page;
  model.scroll = 0;
  return [];
}
