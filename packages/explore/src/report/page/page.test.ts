import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chineseStory, crowdedStory, deadlockStory, hostile, overtakenStory } from '../sample-story.ts';
import type { Story } from '../story.ts';
import { escapeHtml } from './markup.ts';
import { renderPage } from './page.ts';

/** The page's own style and script aside, every tag of it, with the names of its attributes. */
function tagsOf(page: string): string[] {
  const body = page.replace(/<style>.*?<\/style>/su, '').replace(/<script>.*?<\/script>/su, '');
  return [...body.matchAll(/<(\/?[a-z][\w-]*|!(?:\w+|--))((?:"[^"]*"|'[^']*'|[^<>"'])*)>?/giu)].map(
    ([, name, attributes]) =>
      `${name} ${[...(attributes ?? '').replaceAll(/"[^"]*"/gu, '""').matchAll(/[\w-]+(?==|\s|$)/gu)].join(' ')}`,
  );
}

const harmless = 'text';
const hostiles = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '" autofocus onfocus="alert(1)',
  '</style><script>alert(1)</script>',
  '</script><svg onload=alert(1)>',
  '<!--',
  '&lt;b&gt;',
  '`${alert(1)}`',
  '</title><h1>',
];

describe('a page', () => {
  test.each(hostiles)('has the same tags whatever a learner wrote: %s', (text) => {
    for (const story of [overtakenStory(), deadlockStory()]) {
      expect(tagsOf(renderPage(hostile(story, text)))).toEqual(tagsOf(renderPage(hostile(story, harmless))));
    }
  });

  test('has them for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('<>"\'&`=/!-ab \n')), maxLength: 20 }),
        (text) => {
          const story = hostile(overtakenStory(), `x${text}`);
          expect(tagsOf(renderPage(story))).toEqual(tagsOf(renderPage(hostile(overtakenStory(), harmless))));
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each(hostiles.filter((text) => /[<"]/u.test(text)))(
    'would have others if it were not escaped: %s',
    (text) => {
      const page = renderPage(hostile(overtakenStory(), text));
      const unescaped = page.replaceAll(escapeHtml(text), () => text);
      expect(tagsOf(unescaped)).not.toEqual(tagsOf(page));
    },
  );

  test('allows its own style and script and no others', () => {
    const page = renderPage(deadlockStory());
    const policy = /Content-Security-Policy"\s+content="([^"]*)"/u.exec(page)?.[1]?.replaceAll('&#39;', "'");
    const hash = (text: string | undefined): string =>
      `'sha256-${createHash('sha256')
        .update(text ?? '')
        .digest('base64')}'`;
    const style = /<style>(.*?)<\/style>/su.exec(page)?.[1];
    const script = /<script>(.*?)<\/script>/su.exec(page)?.[1];
    expect(policy?.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hash(style)}`,
      `script-src ${hash(script)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page).not.toMatch(/\sstyle="/u);
    expect(page).not.toMatch(/\son\w+="/u);
  });

  test('asks nothing of a network', () => {
    for (const story of [deadlockStory(), crowdedStory(), overtakenStory(), chineseStory()]) {
      const page = renderPage(story).replaceAll('http://www.w3.org/2000/svg', '');
      expect(page).not.toMatch(/https?:|\ssrc=|\shref=|url\(|@import/u);
    }
  });

  test('tells all that the story has', () => {
    const page = renderPage(overtakenStory());
    for (const text of [
      '<title>not linearizable: no order of the calls explains every answer</title>',
      'smallest failing schedule: 1 forced switch (none exists with 0)',
      'real threads: 18/20',
      'switch to P0 (C0 could have gone on)',
      'no order: after push(1), push(2) it is [1, 2]; pop() must answer 1, not 2',
      'kata replay circular-queue 4:1',
      '3,612 schedules explored',
    ]) {
      expect(page).toContain(text);
    }
  });

  test('gives each step its lane, its words and its line', () => {
    const steps = [
      ...renderPage(deadlockStory()).matchAll(
        /<button\s+type="button"\s+class="step ([^"]*)"\s+data-who="([^"]*)"\s+data-text="([^"]*)"\s+data-where="([^"]*)"/gu,
      ),
    ];
    expect(steps.map(([, ...parts]) => parts.join(' | '))).toEqual([
      'lane-1 | C0 | pop() | ',
      'lane-1 | C0 | load items → 0 | queue.ts:41',
      'lane-0 | P0 | push(1) | ',
      'lane-0 | P0 | add items: 1 (was 0) | queue.ts:50',
      'lane-0 | P0 | notify items → 0 woken | queue.ts:51',
      'lane-0 | P0 | push() returns | ',
      'lane-1 bad | C0 | wait items while 0 | queue.ts:44',
    ]);
  });

  test('names what a screen reader needs, in the language of the page', () => {
    const page = renderPage(chineseStory(), { language: 'zh' });
    expect(page).toContain('<html lang="zh-Hans">');
    expect(page).toContain('aria-label="上一步"');
    expect(page).toContain('aria-live="polite"');
    expect(renderPage(chineseStory())).toContain('aria-label="Previous step"');
  });

  test('of a run without steps has the rest', () => {
    const bare: Story = { ...deadlockStory(), steps: [], lanes: [] };
    const page = renderPage(bare);
    expect(page).not.toContain('class="run"');
    expect(page).toContain('kata replay circular-queue 2:1');
  });
});
