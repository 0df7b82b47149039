import { clipStart, widthOf } from './columns.ts';
import type { Look } from './look.ts';
import type { Story, StoryPlace, StoryStep } from './story.ts';

/** Blanks before the lanes. */
export const INDENT = 4;
/** The bar of a lane and a blank. */
const BAR = 2;
/** A lane of which nothing is told. */
const EMPTY = 8;
/** A lane with longer texts is not made narrower than this. */
const NARROWEST = 18;
const WIDEST = 46;
const GAP = 2;
const NARROWEST_SOURCE = 24;
const WIDEST_PLACE = 24;

/** How the columns of a run share a line. */
export interface LaneGrid {
  /** Columns of each lane, with its bar. Empty: they do not fit beside each other. */
  readonly lanes: readonly number[];
  readonly place: number;
  /** There is no column of places: they stand behind the steps, of this file with the number of the line alone. */
  readonly mainFile: string | undefined;
  /** 0: the text of the lines is not beside the steps. */
  readonly source: number;
}

export function placeText({ file, line }: StoryPlace): string {
  return `${file}:${line}`;
}

/** The place in at most so many columns: of a long name the end is kept, with the line. */
export function shortPlace(place: StoryPlace, width: number, ellipsis: string): string {
  return clipStart(placeText(place), width, ellipsis);
}

/** The place of a step, to be written behind it. */
export function insideText({ place }: StoryStep, main: string): string {
  if (place === undefined) return '';
  return ` ${place.file === main ? `:${place.line}` : placeText(place)}`;
}

export function laneGrid(story: Story, look: Look): LaneGrid {
  const { lanes, steps } = story;
  const places = steps.map(({ place }) => (place === undefined ? 0 : widthOf(placeText(place)) + GAP));
  const place = Math.min(WIDEST_PLACE, Math.max(0, ...places));
  const file = mainFile(story);
  const widthsWith = (textOf: (step: StoryStep) => string): number[] =>
    lanes.map((name, lane) => {
      const own = steps.filter((step) => step.lane === lane);
      const notes = own.map(({ note }) => (note === undefined ? '' : `   ${look.say(note)}`));
      const widest = Math.max(widthOf(name), ...own.map(textOf).map(widthOf), ...notes.map(widthOf));
      return Math.min(WIDEST, Math.max(EMPTY, widest + BAR + GAP));
    });
  const wanted = widthsWith(({ text }) => text);
  const inside = widthsWith((step) => step.text + insideText(step, file));
  const room = look.width - INDENT - place;
  const least = sum(wanted.map((width) => Math.min(width, NARROWEST)));
  if (least > room + place) return { lanes: [], place, mainFile: undefined, source: 0 };
  // A column of places is worth having as long as no step has to be broken for it.
  if (least > room || (sum(wanted) > room && sum(inside) <= room + place)) {
    return { lanes: share(inside, room + place), place: 0, mainFile: file, source: 0 };
  }
  const widths = share(wanted, room);
  const rest = room - sum(widths) - GAP;
  const widestSource = Math.max(0, ...steps.map((step) => widthOf(step.place?.source ?? '')));
  const isBeside = widestSource > 0 && rest >= Math.min(NARROWEST_SOURCE, widestSource);
  return { lanes: widths, place, mainFile: undefined, source: isBeside ? Math.min(rest, widestSource) : 0 };
}

/** Takes from the widest until all fit. */
function share(wanted: readonly number[], room: number): number[] {
  const widths = [...wanted];
  let over = sum(widths) - room;
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 0) - 1;
    over -= 1;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** The file that most steps are in. */
function mainFile({ steps }: Story): string {
  const counts = new Map<string, number>();
  for (const { place } of steps) if (place) counts.set(place.file, (counts.get(place.file) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}
