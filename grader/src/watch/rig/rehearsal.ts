// The watch loop as a program of its own, with a judge that does what the solution's first line says:
// `// pass`, `// fail`, `// error`, `// limit`, `// for ever` (until it is stopped), `// crash` (the grader itself).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Kata, Verdict } from '@katas/kata';
import { pickLanguage } from '../../i18n/language.ts';
import type { Judge, JudgeRequest } from '../../judge.ts';
import type { KataProgress } from '../../progress.ts';
import { wantsColor } from '../../view/look.ts';
import {
  algebraFailing,
  membership,
  passingVerdict,
  sampleDefinition,
  sampleSource,
  sampleVerdict,
} from '../../view/sample-verdict.ts';
import { watch } from '../watch.ts';

const { env, stdin, stdout } = process;
const home = env['REHEARSAL_HOME'] ?? '.';
const katas: Kata[] = ['set', 'ordered-map', 'conn-pool'].map((slug, order) => ({
  slug,
  dir: join(home, 'katas', slug),
  definition: { ...sampleDefinition, order },
}));
const path = (slug: string): { absolute: string; shownAs: string } => ({
  absolute: join(home, 'solutions', 'me', `${slug}.ts`),
  shownAs: `solutions/me/${slug}.ts`,
});

const endless = { line: 13, column: 5, endLine: 13, endColumn: 16 };
const verdicts: Record<string, () => Verdict> = {
  pass: passingVerdict,
  fail: sampleVerdict,
  error: () =>
    sampleVerdict({
      outcome: 'error',
      stages: [],
      findings: [],
      problem: { kind: 'syntax', text: { en: "')' expected.", zh: '缺少 )。' }, place: endless },
    }),
  limit: () =>
    sampleVerdict({
      outcome: 'limit',
      findings: [],
      stages: [membership, { ...algebraFailing, outcome: 'limit', limit: 'loop', place: endless, tests: [] }],
    }),
};

const judge: Judge = {
  judge: async (request) => ({ ...(await play(request)), kata: request.kata.slug, seed: request.seed }),
  ready: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

async function play({ candidate, signal, on }: JudgeRequest): Promise<Verdict> {
  const wanted = /^\/\/ ([a-z ]+)/u.exec(candidate.text)?.[1]?.trim() ?? 'fail';
  if (wanted === 'crash') setImmediate(() => throwFromNowhere());
  if (wanted === 'crash' || wanted === 'for ever') return await stopped(signal);
  const verdict = (verdicts[wanted] ?? sampleVerdict)();
  for (const stage of verdict.stages) {
    on?.({ type: 'stage-started', stage: stage.slug });
    for (const test of stage.tests) on?.({ type: 'test', stage: stage.slug, test });
    on?.({ type: 'stage', stage });
  }
  return verdict;
}

function throwFromNowhere(): never {
  throw new Error('from nowhere');
}

async function stopped(signal: AbortSignal | undefined): Promise<never> {
  return await new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
  });
}

const progress = new Map<string, KataProgress>();
const progressOf = (slug: string): KataProgress =>
  progress.get(slug) ?? { passed: [], attempts: 0, hints: {}, rounds: 0 };

process.exitCode = await watch({
  judge,
  searchMs: 0,
  katas: () => Promise.resolve(katas),
  broken: [],
  startSlug: 'set',
  path,
  readCandidate: (slug) => {
    const { absolute, shownAs } = path(slug);
    try {
      const text = readFileSync(absolute, 'utf8');
      if (text !== '') return { path: absolute, shownAs, text };
      return { problem: { kind: 'empty', text: { en: 'The file is empty.', zh: '文件是空的。' } } };
    } catch {
      return { problem: { kind: 'missing', text: { en: 'There is no such file.', zh: '没有这个文件。' } } };
    }
  },
  ensureSolution: (slug) => {
    const { absolute } = path(slug);
    if (existsSync(absolute)) return undefined;
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, sampleSource);
    return undefined;
  },
  progress: {
    of: progressOf,
    recordVerdict: ({ kata, stages }) => {
      const before = progressOf(kata);
      const passed = stages.filter((stage) => stage.outcome === 'pass').map((stage) => stage.slug);
      progress.set(kata, { ...before, attempts: before.attempts + 1, passed });
      return env['REHEARSAL_READ_ONLY'] === undefined
        ? undefined
        : { en: 'The disk is read-only.', zh: '磁盘只读。' };
    },
    recordHint: (kata, stage) => {
      const before = progressOf(kata);
      progress.set(kata, { ...before, hints: { ...before.hints, [stage]: (before.hints[stage] ?? 0) + 1 } });
      return undefined;
    },
  },
  seed: () => 42,
  comparison: (slug) => ({
    mine: readFileSync(path(slug).absolute, 'utf8'),
    accepted: sampleSource,
    name: 'compact',
  }),
  prompt: (slug, language) => `# ${slug}\n\n${language === 'zh' ? '实现一个集合。' : 'Build a set.'}`,
  language: pickLanguage(undefined, env) ?? 'en',
  color: wantsColor(env, stdout.isTTY),
  ascii: false,
  stdin,
  stdout,
  env,
  polling: false,
});
