import { widthOf } from './columns.ts';
import type { Look } from './look.ts';
import type { Story, StoryPlace } from './story.ts';

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
/** A blank, a colon, and the number of a line. */
const INSIDE = 5;

/** How the columns of a run share a line. */
export interface LaneGrid {
  /** Columns of each lane, with its bar. Empty: they do not fit beside each other. */
  readonly lanes: readonly number[];
  readonly place: number;
  /** There is no room for a column of places: the line's number stands behind the step. */
  readonly isPlaceInside: boolean;
  /** 0: the text of the lines is not beside the steps. */
  readonly source: number;
}

export function placeText({ file, line }: StoryPlace): string {
  return `${file}:${line}`;
}

export function laneGrid(story: Story, look: Look): LaneGrid {
  const { lanes, steps } = story;
  const places = steps.map(({ place }) => (place === undefined ? 0 : widthOf(placeText(place)) + GAP));
  const place = Math.min(WIDEST_PLACE, Math.max(0, ...places));
  const wanted = lanes.map((name, lane) => {
    const own = steps.filter((step) => step.lane === lane);
    const texts = own.flatMap(({ text, note }) => [text, note === undefined ? '' : `   ${look.say(note)}`]);
    const widest = Math.max(widthOf(name), ...texts.map(widthOf)) + BAR + GAP;
    return Math.min(WIDEST, Math.max(EMPTY, widest));
  });
  const room = look.width - INDENT - place;
  const least = wanted.reduce((sum, width) => sum + Math.min(width, NARROWEST), 0);
  if (least > room + place) return { lanes: [], place, isPlaceInside: false, source: 0 };
  if (least > room) {
    const lines = wanted.map((width) => Math.min(WIDEST, width + INSIDE));
    return { lanes: share(lines, room + place), place: 0, isPlaceInside: true, source: 0 };
  }
  const widths = share(wanted, room);
  const rest = room - widths.reduce((sum, width) => sum + width, 0) - GAP;
  const widestSource = Math.max(0, ...steps.map((step) => widthOf(step.place?.source ?? '')));
  const isBeside = widestSource > 0 && rest >= Math.min(NARROWEST_SOURCE, widestSource);
  return { lanes: widths, place, isPlaceInside: false, source: isBeside ? Math.min(rest, widestSource) : 0 };
}

/** Takes from the widest until all fit. */
function share(wanted: readonly number[], room: number): number[] {
  const widths = [...wanted];
  let over = widths.reduce((sum, width) => sum + width, 0) - room;
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 0) - 1;
    over -= 1;
  }
  return widths;
}
