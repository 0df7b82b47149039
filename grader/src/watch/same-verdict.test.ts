import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { discover, type Kata, type Verdict } from '@katas/kata';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT } from '../grader-digest.ts';
import type { Judge } from '../judge.ts';
import { KataJudge } from '../kata-judge.ts';
import { VitestRunner } from '../runner/vitest-runner.ts';
import type { WatchEvent } from './event.ts';
import { Judging } from './judging.ts';

const SEED = 11;
/** Everything with KATAS_ALL=1, which takes most of an hour; else a few files of every second kata, others each day. */
const isWhole = process.env['KATAS_ALL'] === '1';
const SHARE = { accepted: 1, rejected: 1 } as const;
const today = Math.floor(Date.now() / 86_400_000);

const { katas: found } = await discover(ROOT);
const katas = found.filter((_, index) => isWhole || index % 2 === today % 2);
const checking = new KataJudge(new VitestRunner({ root: ROOT }));
const watching = new KataJudge(new VitestRunner({ root: ROOT, standbys: 'rehearsed' }));
afterAll(() => Promise.all([checking.close(), watching.close()]));

function filesOf(kata: Kata, folder: 'accepted' | 'rejected'): string[] {
  const all = readdirSync(join(kata.dir, folder)).filter((name) => name.endsWith('.ts'));
  if (isWhole) return all;
  return Array.from({ length: Math.min(SHARE[folder], all.length) }, (_, index) => {
    const step = Math.floor(all.length / SHARE[folder]) || 1;
    return all[(Math.floor(today / 2) + index * step) % all.length] as string;
  });
}

/** The verdict that the watch ends with after a save of this text; one on small sizes may come before it. */
async function watched(kata: Kata, text: string, first: string): Promise<Verdict> {
  const candidate = { path: join(kata.dir, 'me.ts'), shownAs: 'me.ts', text };
  const told = Promise.withResolvers<Verdict>();
  let whole: Verdict | undefined;
  const judge: Judge = {
    judge: async (request) => (whole = await watching.judge(request)),
    ready: async () => await watching.ready(),
    close: async () => undefined,
  };
  const judging = new Judging(
    { judge, readCandidate: () => candidate, seed: () => SEED, searchMs: 0 },
    (event: WatchEvent) => {
      const isVerdict = event.type === 'judged' || event.type === 'confirmed' || event.type === 'turned';
      if (isVerdict && event.verdict === whole) told.resolve(event.verdict);
      if (event.type === 'broke') told.reject(new Error(event.why));
    },
  );
  judging.request({ kata, first, force: true });
  const verdict = await told.promise;
  await judging.close();
  return verdict;
}

/** What a learner is told, without what differs from run to run: times, and how far a minute's luck went. */
function essence(verdict: Verdict): unknown {
  return {
    outcome: verdict.outcome,
    problem: verdict.problem,
    findings: verdict.findings,
    stages: verdict.stages.map((stage) => ({
      slug: stage.slug,
      outcome: stage.outcome,
      limit: stage.limit,
      tests: stage.tests.map(({ sentence, outcome, message, place }) => ({
        sentence: sentence.en,
        outcome,
        message,
        place,
      })),
    })),
  };
}

describe.each(katas.map((kata) => [kata.slug, kata] as const))('%s', (_, kata) => {
  describe.each(['accepted', 'rejected'] as const)('%s', (folder) => {
    test.each(filesOf(kata, folder))(
      '%s: the watch says what `kata check` says',
      { timeout: 60_000 },
      async (name) => {
        const text = readFileSync(join(kata.dir, folder, name), 'utf8');
        const candidate = { path: join(kata.dir, 'me.ts'), shownAs: 'me.ts', text };
        const checked = await checking.judge({ kata, candidate, seed: SEED });
        await watching.ready(kata);
        const [first] = kata.definition.stages;
        expect(essence(await watched(kata, text, first.slug))).toEqual(essence(checked));
      },
    );
  });
});
