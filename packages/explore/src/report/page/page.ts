import { createHash } from 'node:crypto';
import { cleanStory } from '../clean-story.ts';
import { labelsOf, scheduleText } from '../labels.ts';
import { placeText } from '../lane-grid.ts';
import type { Story, StoryPlace } from '../story.ts';
import { type Language, say } from '../words.ts';
import { historyMarkup } from './history-svg.ts';
import { Markup, markup } from './markup.ts';
import { type PageContext, runMarkup, sourceMarkup } from './run.ts';
import { SCRIPT } from './script.ts';
import { styleOf } from './style.ts';

export interface PageOptions {
  /** Default `en`. */
  readonly language?: Language;
}

/**
 * The story as one HTML file that needs nothing else: it opens from the disk, asks no network, follows the reader's
 * light or dark, and steps through the run with the arrow keys. What learners wrote is text in it and nothing more; its
 * content policy runs no other script than its own.
 */
export function renderPage(story: Story, options: PageOptions = {}): string {
  const language = options.language ?? 'en';
  const told = cleanStory(story);
  const context: PageContext = { story: told, labels: labelsOf(language), language };
  const style = styleOf(told.lanes.length);
  const policy = `default-src 'none'; style-src '${digest(style)}'; script-src '${digest(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  // The policy names the very texts of style and script: nothing may be put around them.
  const page = markup`<!doctype html>
    <html lang="${language === 'zh' ? 'zh-Hans' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${titleOf(context)}</title>
        ${new Markup(`<style>${style}</style>`)}
      </head>
      <body>
        <div class="page">
          ${headMarkup(context)}
          <div class="columns">
            <main>
              ${told.steps.length === 0 ? undefined : runMarkup(context)} ${historyMarkup(context)}
              ${brokenMarkup(context)}
            </main>
            <aside>
              ${told.steps.length === 0 ? undefined : sourceMarkup(context)} ${blockedMarkup(context)}
              ${replayMarkup(context)}
            </aside>
          </div>
          ${footMarkup(context)}
        </div>
        ${new Markup(`<script>${SCRIPT}</script>`)}
      </body>
    </html> `;
  return page.text;
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function titleOf({ story, labels, language }: PageContext): string {
  return `${labels.kind[story.kind]}${labels.colon}${say(story.sentence, language)}`;
}

function headMarkup({ story, labels, language }: PageContext): Markup {
  const { kind, sentence, confirmed } = story;
  const schedule = scheduleText(story, labels);
  const isSure = confirmed !== undefined && confirmed.real === confirmed.of;
  const proof =
    confirmed &&
    markup`<span class="proof${isSure ? '' : ' some'}"
      >${labels.realThreads(confirmed.real, confirmed.of)}</span
    >`;
  return markup`<header>
    <p class="kind">${labels.kind[kind]}</p>
    <h1>${say(sentence, language)}</h1>
    <p class="facts"><span>${schedule}</span>${proof}</p>
  </header>`;
}

function brokenMarkup({ story: { invariant, detail }, labels, language }: PageContext): Markup | undefined {
  if (invariant === undefined && detail === undefined) return undefined;
  const rule = invariant === undefined ? undefined : markup`<p>${say(invariant, language)}</p>`;
  const more = detail === undefined ? undefined : markup`<pre>${say(detail, language)}</pre>`;
  return markup`<section>
    <h2>${labels.invariant}</h2>
    <div class="broken">${rule}${more}</div>
  </section>`;
}

function blockedMarkup({ story: { blocked }, labels, language }: PageContext): Markup | undefined {
  if (blocked.length === 0) return undefined;
  const items = blocked.map(({ who, waitsFor, waitsAt, startedAt }) => {
    const started = startedAt && markup`<span class="at">${labels.startedAt} ${placeText(startedAt)}</span>`;
    return markup`<div>
      <dt>${who}</dt>
      <dd>${say(waitsFor, language)}</dd>
      <dd>${placeMarkup(waitsAt)}${started}</dd>
    </div>`;
  });
  return markup`<section class="panel">
    <h2>${labels.blocked}</h2>
    <dl>${items}</dl>
  </section>`;
}

function placeMarkup(place: StoryPlace | undefined): Markup | undefined {
  return place && markup`<span class="at">${placeText(place)}</span>`;
}

function replayMarkup({ story: { replay, token }, labels }: PageContext): Markup {
  return markup`<section>
    <h2>${labels.replay}</h2>
    <code class="replay" tabindex="0">${replay ?? token}</code>
  </section>`;
}

function footMarkup({ story: { explored, notes }, labels, language }: PageContext): Markup {
  const told = notes.map((note) => markup`<p>${say(note, language)}</p>`);
  return markup`<footer>${told}${explored && markup`<p>${labels.explored(explored)}</p>`}</footer>`;
}
