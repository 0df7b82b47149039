import type { Labels } from '../labels.ts';
import { placeText } from '../lane-grid.ts';
import type { Story, StoryPlace, StoryStep } from '../story.ts';
import { type Language, say } from '../words.ts';
import { type Markup, markup } from './markup.ts';

/** What every part of the page is made with. */
export interface PageContext {
  readonly story: Story;
  readonly labels: Labels;
  readonly language: Language;
}

/** The lanes with their steps. */
export function runMarkup({ story, labels, language }: PageContext): Markup {
  const heads = story.lanes.map((name, lane) => markup`<div class="head lane-${lane}">${name}</div>`);
  const rows = story.steps.map((step, at) => rowMarkup(step, at, { story, labels, language }));
  return markup`<section aria-labelledby="run-title">
    <h2 id="run-title">${labels.schedule}</h2>
    <div class="controls">
      <button type="button" aria-label="${labels.previous}" disabled>←</button>
      <output aria-live="polite" data-step="${labels.step}" data-nowhere="${labels.noSource}"
        >${labels.steps(story.steps.length)}</output
      >
      <button type="button" aria-label="${labels.next}">→</button>
      <span class="keys">${labels.keys}</span>
    </div>
    <div class="run" tabindex="0" role="group" aria-labelledby="run-title">
      <div class="heads" aria-hidden="true">${heads}</div>
      <div class="track">
        <svg class="trail" width="100%" height="100%" aria-hidden="true"></svg>
        <ol>
          ${rows}
        </ol>
      </div>
    </div>
  </section>`;
}

function rowMarkup(step: StoryStep, at: number, { story, labels, language }: PageContext): Markup {
  const { lane, text, place, deviation, note } = step;
  const who = story.lanes[lane] ?? '';
  const isLast = story.steps.findLastIndex((other) => other.lane === lane) === at;
  const isBad = note !== undefined && isLast;
  const told =
    note === undefined
      ? undefined
      : markup`<span class="note${isBad ? '' : ' mild'}">${say(note, language)}</span>`;
  const where = place === undefined ? '' : placeText(place);
  const small = place === undefined ? undefined : markup`<span class="at">${where}</span>`;
  return markup`<li class="row" ${deviation === undefined ? undefined : markup` data-forced="${deviation}"`}>
    ${omittedMarkup(step, labels)}${switchMarkup(at, { story, labels, language })}<button
      type="button"
      class="step lane-${lane}${isBad ? ' bad' : ''}"
      data-who="${who}"
      data-text="${text}"
      data-where="${where}"
      data-key="${keyOf(place)}"
      data-source="${place?.source ?? ''}"
      title="${place?.source ?? ''}"
    >
      <span class="who">${who}: </span><span class="mono">${text}</span> ${small}${told}
    </button>
  </li> `;
}

function omittedMarkup({ omittedBefore }: StoryStep, labels: Labels): Markup | undefined {
  return omittedBefore === undefined
    ? undefined
    : markup`<p class="omitted">${labels.moreSteps(omittedBefore)}</p>`;
}

/** Who goes on, above the first step of a turn; it begins where the line of the switch does. */
function switchMarkup(at: number, { story, labels }: PageContext): Markup | undefined {
  const step = story.steps[at];
  if (step === undefined) return undefined;
  const who = story.lanes[step.lane] ?? '';
  const side = Math.min(step.lane, story.steps[at - 1]?.lane ?? step.lane);
  if (step.deviation !== undefined) {
    const instead = step.instead === undefined ? undefined : story.lanes[step.instead];
    const told = labels.deviation[step.deviation](who, instead);
    return markup`<p class="switch forced from-${side}"><span>${told}</span></p>`;
  }
  return step.isSwitch
    ? markup`<p class="switch from-${side}"><span>${labels.runs(who)}</span></p>`
    : undefined;
}

/** The step that is looked at, and every line of the source that the run came by. */
export function sourceMarkup({ story, labels }: PageContext): Markup {
  const places = new Map<string, StoryPlace>();
  for (const { place } of story.steps) {
    if (place?.source !== undefined) places.set(keyOf(place), place);
  }
  const byFile = Map.groupBy(places.values(), ({ file }) => file);
  const files = [...byFile].map(([file, lines]) => {
    const sorted = lines.toSorted((a, b) => a.line - b.line);
    const items = sorted.map((place, at) => {
      const isApart = at > 0 && place.line > (sorted[at - 1]?.line ?? 0) + 1;
      return markup`<li${isApart ? markup` class="gap"` : undefined} data-key="${keyOf(place)}"><span class="number">${place.line}</span><span>${place.source ?? ''}</span></li>`;
    });
    return markup`<p class="file">${file}</p>
      <ol class="listing">
        ${items}
      </ol>`;
  });
  return markup`<div class="panel steps-panel">
    <h2>${labels.source}</h2>
    <div class="now"><p class="keys">${labels.hint}</p></div>
    <div class="lines">${files}</div>
  </div>`;
}

function keyOf(place: StoryPlace | undefined): string {
  return place === undefined ? '' : placeText(place);
}
