import type { Kata, StageDefinition } from '@katas/kata';
import type { Text } from '@katas/structure';
import type { Replay } from './runner/runner.ts';

/** A failing schedule of a kata's suite, as a verdict names it: `blocking/3.0/84213/2:1`. */
export interface ScheduleName {
  readonly stage: StageDefinition;
  /** Of the run that found it: programs may be drawn by chance. */
  readonly seed: number;
  readonly replay: Replay;
}

const FORM =
  /^(?<stage>[a-z][a-z0-9-]*)\/(?<test>\d{1,4})\.(?<call>\d{1,4})\/(?<seed>\d{1,10})\/(?<token>-|\d+:\d+(?:,\d+:\d+)*)$/;
const MOST_TEXT = 100_000;

/** @returns the parts of a name, or why it is none of this kata */
export function parseScheduleName(kata: Kata, name: string): ScheduleName | { readonly problem: Text } {
  const parts = name.length > MOST_TEXT ? undefined : FORM.exec(name)?.groups;
  if (parts === undefined)
    return {
      problem: {
        en: 'That is no schedule. Copy it from a verdict, whole: stage/test.exploration/seed/choices, such as blocking/3.0/84213/2:1',
        zh: '这不是一个调度。请从评判结果中完整复制：阶段/测试.探索/种子/选择，例如 blocking/3.0/84213/2:1',
      },
    };
  const stage = kata.definition.stages.find(({ slug }) => slug === parts['stage']);
  const test = Number(parts['test']);
  if (stage === undefined || test >= stage.tests) {
    const stages = kata.definition.stages.map(({ slug }) => slug).join(', ');
    return {
      problem: {
        en: `${kata.slug} has no such test: it is a schedule of another kata or version. The stages of ${kata.slug}: ${stages}`,
        zh: `${kata.slug} 没有这个测试：它属于别的题目或版本。${kata.slug} 的阶段：${stages}`,
      },
    };
  }
  return {
    stage,
    seed: Number(parts['seed']),
    replay: { test, call: Number(parts['call']), token: parts['token'] ?? '' },
  };
}
