import { describe, expect, test } from 'vitest';
import type { KataProgress } from '../progress.ts';
import { lookOf, type LookOptions } from '../view/look.ts';
import {
  algebraFailing,
  failingTest,
  membership,
  passingVerdict,
  sampleDefinition,
  sampleSource,
  sampleVerdict,
} from '../view/sample-verdict.ts';
import { unstyled, widthOf } from '../view/styled.ts';
import { drawScreen } from './draw.ts';
import type { Effect, WatchEvent } from './event.ts';
import { KeyParser } from './keys.ts';
import type { Model } from './model.ts';
import { update } from './update.ts';

const fresh: KataProgress = { passed: [], attempts: 0, hints: {}, rounds: 0 };
const kataOf = (slug: string, order: number): Model['kata'] => ({
  slug,
  dir: `/katas/${slug}`,
  definition: { ...sampleDefinition, order, title: { en: `The ${slug} kata`, zh: `题目 ${slug}` } },
});
const katas = ['set', 'ordered-map', 'conn-pool'].map(kataOf);
const candidate = { path: '/me/set.ts', shownAs: 'solutions/me/set.ts', text: sampleSource };

/** A screen without a terminal: keys and events go in, lines come out. */
class Stage {
  readonly progress = new Map<string, KataProgress>();
  readonly model: Model;
  readonly effects: Effect[] = [];
  look: LookOptions = { width: 80, language: 'en', color: false, ascii: false };
  rows = 24;
  #runs = 0;

  constructor() {
    const [first] = katas;
    if (first === undefined) throw new Error('there are katas');
    this.model = {
      katas,
      broken: [{ slug: 'bad', dir: '/katas/bad', problem: 'kata.ts: no stages' }],
      kata: first,
      path: { absolute: '/me/set.ts', shownAs: 'solutions/me/set.ts' },
      page: 'verdict',
      scroll: 0,
      scrollEnd: 0,
      pageRows: 1,
      run: undefined,
      last: undefined,
      isSearching: false,
      problem: undefined,
      broke: undefined,
      notices: [],
      detail: 'first',
      structureDetail: undefined,
      list: { search: '', isSearching: false, filter: 'all', selected: 'set' },
      prompt: '',
      comparison: undefined,
      progressOf: (slug) => this.progress.get(slug) ?? fresh,
      hasEditor: true,
      hasKeys: true,
    };
  }

  happen(...events: WatchEvent[]): this {
    for (const event of events) this.effects.push(...update(this.model, event, lookOf(this.look)));
    return this;
  }

  press(text: string): this {
    const parser = new KeyParser();
    for (const key of [...parser.feed(text), ...parser.flush()]) {
      this.lines();
      this.happen({ type: 'key', key });
    }
    return this;
  }

  judge(verdict = sampleVerdict()): this {
    this.#runs += 1;
    const run = this.#runs;
    return this.happen(
      { type: 'run-started', slug: 'set', run, candidate, first: 'membership' },
      { type: 'judged', run, verdict, candidate },
    );
  }

  lines(): string[] {
    return drawScreen(this.model, lookOf(this.look), this.rows);
  }

  get text(): string {
    return this.lines().join('\n');
  }

  get keys(): string {
    return unstyled(this.lines().at(-1) ?? '');
  }
}

describe('the screen', () => {
  test('fits: as many lines as rows, none wider than the screen, at any size and on any page', () => {
    for (const [width, rows] of [
      [80, 24],
      [140, 40],
      [40, 12],
      [30, 8],
      [20, 4],
      [20, 1],
    ] as const) {
      for (const language of ['en', 'zh'] as const) {
        for (const keys of ['', 'h', 'l', 'l/map', 'p', '?', 'd', 's']) {
          const stage = new Stage().judge();
          Object.assign(stage, { look: { width, language, color: true, ascii: false }, rows });
          stage.press(keys);
          expect(stage.lines().length).toBe(rows);
          for (const line of stage.lines()) expect(widthOf(line), line).toBeLessThanOrEqual(width);
        }
      }
    }
  });

  test('at 80×24 the first failing test is seen with its difference and the learner’s line', () => {
    const { text } = new Stage().judge();
    for (const part of [
      'set  The set kata',
      'solutions/me/set.ts',
      '✗ Set algebra',
      '+   3,',
      '› 19 │',
      '^^^^',
      '0 of 3 katas',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('says what runs before it has run, and what is known while it runs', () => {
    const stage = new Stage().happen({
      type: 'run-started',
      slug: 'set',
      run: 1,
      candidate,
      first: 'algebra',
    });
    expect(stage.text).toContain('running Set algebra: 4 tests');
    stage.happen({ type: 'judging', run: 1, event: { type: 'stage-started', stage: 'algebra' } });
    stage.happen({ type: 'judging', run: 1, event: { type: 'test', stage: 'algebra', test: failingTest } });
    expect(stage.text).toContain('running Set algebra: 1 of 4');
    expect(stage.text).toContain('✗ a union leaves both operands as they were');
  });

  test('keeps the last verdict on the screen until the new run has something to say', () => {
    const stage = new Stage().judge();
    stage.happen({ type: 'run-started', slug: 'set', run: 2, candidate, first: 'algebra' });
    stage.happen({ type: 'judging', run: 2, event: { type: 'stage', stage: membership } });
    expect(stage.text).toContain('✗ a union leaves both operands as they were');
    stage.happen({
      type: 'judging',
      run: 2,
      event: { type: 'stage', stage: { ...algebraFailing, tests: [{ ...failingTest, message: 'news' }] } },
    });
    expect(stage.text).toContain('news');
  });

  test('a verdict of a run that was overtaken is not shown', () => {
    const stage = new Stage().judge();
    stage.happen({ type: 'run-started', slug: 'set', run: 3, candidate, first: 'algebra' });
    stage.happen({ type: 'judged', run: 2, verdict: passingVerdict(), candidate });
    expect(stage.text).not.toContain('Solved');
  });

  test('scrolls as far as there is something, and says how much is out of sight', () => {
    const stage = new Stage().judge();
    expect(stage.keys).toMatch(/↓\d+$/u);
    expect(stage.press('jjj').keys).toMatch(/↑3 ↓\d+$/u);
    expect(stage.press('G').keys).toMatch(/↑\d+$/u);
    expect(stage.text).toContain('seed 42');
    const end = stage.model.scroll;
    expect(stage.press('jjjj').model.scroll).toBe(end);
    expect(stage.press('\u001B[5~').model.scroll).toBeLessThan(end);
    expect(stage.press('gk').model.scroll).toBe(0);
  });

  test('a file that can not be read, and a grader that broke, are told', () => {
    const problem = { kind: 'missing', text: { en: 'There is no file.', zh: '没有文件。' } };
    expect(new Stage().happen({ type: 'unreadable', slug: 'set', problem }).text).toContain(
      'There is no file.',
    );
    const broken = new Stage().judge().happen({ type: 'broke', slug: 'set', why: 'Error: no worker' });
    expect(broken.text).toContain('says nothing about your solution');
    expect(broken.text).toContain('no worker');
  });

  test('what is said of a kata that was left is not shown', () => {
    const problem = { kind: 'missing', text: { en: 'There is no file.', zh: '没有文件。' } };
    expect(new Stage().happen({ type: 'unreadable', slug: 'conn-pool', problem }).text).not.toContain(
      'no file',
    );
  });
});

describe('keys', () => {
  test('those that are offered are those that do something now', () => {
    const failing = new Stage().judge().keys;
    for (const key of ['h hint', 'p task', 'l list', 'r rerun', '? help', 'q quit'])
      expect(failing).toContain(key);
    expect(failing).not.toMatch(/next|compare/u);
    const passed = new Stage().judge(passingVerdict()).keys;
    for (const key of ['n next kata', 'c compare']) expect(passed).toContain(key);
    expect(passed).not.toMatch(/hint|rules|details/u);
  });

  test('h takes the next hint of the stage worked on, until there is none', () => {
    const stage = new Stage()
      .judge(sampleVerdict({ stages: [{ ...membership, outcome: 'fail' }] }))
      .press('h');
    expect(stage.effects.at(-1)).toEqual({ type: 'record-hint', stage: 'membership' });
    stage.progress.set('set', { ...fresh, hints: { membership: 1 } });
    expect(stage.text).toContain('Where would you look');
    expect(stage.text).not.toContain('A bucket is');
    stage.progress.set('set', { ...fresh, hints: { membership: 3 } });
    const before = stage.effects.length;
    stage.press('h');
    expect(stage.effects.length).toBe(before);
    expect(stage.text).toContain('last hint');
  });

  test('n opens the next unfinished kata, only after a pass', () => {
    const stage = new Stage().judge().press('n');
    expect(stage.effects.some((effect) => effect.type === 'open')).toBe(false);
    stage.progress.set('ordered-map', { ...fresh, passed: ['membership', 'algebra', 'iteration'] });
    stage.judge(passingVerdict()).press('n');
    expect(stage.effects.at(-1)).toMatchObject({ type: 'open', kata: { slug: 'conn-pool' } });
  });

  test('c compares, only after a pass', () => {
    const stage = new Stage().judge().press('c');
    expect(stage.effects.some((effect) => effect.type === 'load-comparison')).toBe(false);
    stage.judge(passingVerdict()).press('c');
    expect(stage.effects.at(-1)).toEqual({ type: 'load-comparison' });
    stage.happen({
      type: 'comparison',
      comparison: { mine: 'let mine;', accepted: 'let theirs;', name: 'compact' },
    });
    for (const part of ['let mine;', 'let theirs;', 'Accepted: compact']) expect(stage.text).toContain(part);
  });

  test('r runs again, o opens the failing line, s and d show more, ? helps', () => {
    const stage = new Stage().judge();
    expect(stage.press('r').effects.at(-1)).toEqual({ type: 'judge', force: true });
    expect(stage.press('o').effects.at(-1)).toEqual({ type: 'edit', line: 19 });
    stage.rows = 90;
    expect(stage.text).not.toContain('Why:');
    expect(stage.press('s').text).toContain('Why:');
    expect(stage.press('s').text).not.toContain('Why:');
    expect(stage.press('d').text.match(/› 19 │/gu)?.length).toBe(2);
    expect(stage.press('？').text).toContain('so does Ctrl-C');
  });

  test('q leaves with 0, Ctrl-C with 130, from every page', () => {
    for (const page of ['', 'h', 'l', 'p', '?']) {
      expect(new Stage().judge().press(`${page}q`).effects.at(-1)).toEqual({ type: 'quit', code: 0 });
      expect(new Stage().judge().press(`${page}\u0003`).effects.at(-1)).toEqual({ type: 'quit', code: 130 });
    }
  });

  test('Escape goes back to the verdict, and so does a new one', () => {
    for (const page of ['h', 'l', 'p', '?']) {
      expect(new Stage().judge().press(`${page}\u001B`).model.page).toBe('verdict');
      expect(new Stage().judge().press(page).judge().model.page).toBe('verdict');
    }
  });
});

describe('the list', () => {
  test('shows every kata, also those that can not be loaded', () => {
    const { text } = new Stage().judge().press('l');
    for (const part of ['› ○ set', 'ordered-map', 'conn-pool', '✗ bad: kata.ts: no stages'])
      expect(text).toContain(part);
  });

  test('Enter opens the selected kata', () => {
    const stage = new Stage().judge().press('lj\u001B[B\r');
    expect(stage.effects.at(-1)).toMatchObject({ type: 'open', kata: { slug: 'conn-pool' } });
    expect(new Stage().judge().press('l\r').model.page).toBe('verdict');
  });

  test('the search takes every sign, also those that are keys elsewhere, and Chinese', () => {
    const stage = new Stage().judge().press('l/oq');
    expect(stage.model.list.search).toBe('oq');
    expect(stage.text).toContain('No kata fits.');
    expect(stage.press('\u007F\u007Fpool').text).toContain('› ○ conn-pool');
    expect(stage.press('\u0015题目 ordered').model.list.selected).toBe('ordered-map');
    expect(stage.press('\r').effects.at(-1)).toMatchObject({ type: 'open', kata: { slug: 'ordered-map' } });
  });

  test('the filter goes round: all, to do, done', () => {
    const stage = new Stage().judge();
    stage.progress.set('set', { ...fresh, passed: ['membership', 'algebra', 'iteration'] });
    stage.press('lf');
    expect(stage.text).toContain('[to do]');
    expect(stage.text).not.toContain('○ set');
    expect(stage.press('f').text).toContain('✓ set');
    expect(stage.text).not.toContain('conn-pool');
    expect(stage.press('f').text).toContain('[all]');
  });

  test('a search that is being typed is not interrupted by a verdict', () => {
    expect(new Stage().judge().press('l/ma').judge().model.page).toBe('list');
  });

  test('the selection stays in sight', () => {
    const stage = new Stage().judge();
    stage.rows = 10;
    expect(stage.press('lG').text).toContain('› ○ conn-pool');
  });
});

describe('notices', () => {
  test('tell of a stage that was passed, a pass, and a warning', () => {
    const stage = new Stage().judge(sampleVerdict({ stages: [{ ...membership, outcome: 'fail' }] })).judge();
    expect(stage.text).toContain('Stage passed. Next: Set algebra.');
    stage.progress.set('set', { ...fresh, attempts: 3, hints: { algebra: 1 } });
    stage.judge(passingVerdict()).happen({ type: 'recorded', verdict: passingVerdict() });
    expect(stage.text).toContain('Passed after 3 attempts, with 1 hint.');
    stage.happen({ type: 'warning', text: { en: 'The disk is full.', zh: '磁盘满了。' } });
    expect(stage.text).toContain('The disk is full.');
    expect(stage.press('j').text).not.toContain('The disk is full.');
  });

  test('the last kata that is done is celebrated, an earlier one is not', () => {
    const stage = new Stage().judge(passingVerdict());
    const done = { ...fresh, passed: ['membership', 'algebra', 'iteration'] };
    for (const { slug } of katas) {
      expect(stage.happen({ type: 'recorded', verdict: passingVerdict() }).text).not.toContain(
        'Every kata is done',
      );
      stage.progress.set(slug, done);
    }
    expect(stage.happen({ type: 'recorded', verdict: passingVerdict() }).text).toContain(
      'Every kata is done',
    );
  });

  test('a file that can not be judged is no attempt', () => {
    const stage = new Stage().judge(sampleVerdict({ outcome: 'error', stages: [], findings: [] }));
    expect(stage.effects.some((effect) => effect.type === 'record-verdict')).toBe(false);
    expect(new Stage().judge().effects.at(-1)).toMatchObject({ type: 'record-verdict' });
  });
});
