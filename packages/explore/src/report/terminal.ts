import { cleanStory } from './clean-story.ts';
import { clip, pad, widthOf, wrap } from './columns.ts';
import { historyLines } from './history-text.ts';
import { INDENT, laneGrid, placeText, shortPlace } from './lane-grid.ts';
import { scheduleText } from './labels.ts';
import { laneLines } from './lane-text.ts';
import { Look, type Role, type TerminalOptions } from './look.ts';
import type { Story, StoryPlace } from './story.ts';

/**
 * The story for a terminal: what went wrong, a lane for each goroutine or thread with its steps and the places in the
 * source, switches marked, who still waits for what, and how to replay it. Learners' texts can not steer the terminal.
 * @returns lines, each ended by a line feed
 */
export function renderStory(story: Story, options: TerminalOptions = {}): string {
  const look = new Look(options);
  const told = cleanStory(story, (text) => look.text(text));
  const grid = laneGrid(told, look);
  const lines = [
    ...titleLines(told, look),
    ...factLine(scheduleText(told, look.labels), 'quiet', look),
    ...(told.steps.length > 0 ? laneLines(told, grid, look) : []),
    ...detailLines(told, look),
    ...blockedLines(told, look),
    ...(told.history ? [...heading(look.labels.history, look), ...historyLines(told.history, look)] : []),
    ...(grid.source > 0 ? [] : sourceLines(told, look)),
    ...told.notes.flatMap((note) => factLine(look.say(note), undefined, look)),
    ...(told.explored ? factLine(look.labels.explored(told.explored), 'quiet', look) : []),
    ...replayLines(told, look),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function titleLines(story: Story, look: Look): string[] {
  const { kind, confirmed } = story;
  const sign = look.text('✗');
  const title = `${sign} ${look.text(look.labels.kind[kind])}${look.text(look.labels.colon)}${look.say(story.sentence)}`;
  const proof =
    confirmed === undefined ? '' : look.text(look.labels.realThreads(confirmed.real, confirmed.of));
  const role: Role = confirmed !== undefined && confirmed.real < confirmed.of ? 'warn' : 'good';
  const lines = wrap(title, look.width - 2).map((line, at) => (at === 0 ? line : `  ${line}`));
  const painted = lines.map((line, at) => paintTitle(line, at, look));
  if (proof === '') return painted;
  const gap = look.width - widthOf(lines[0] ?? '') - widthOf(proof);
  if (lines.length === 1 && gap >= 2)
    return [`${painted[0] ?? ''}${' '.repeat(Math.min(gap, 6))}${look.paint(proof, role)}`];
  return [...painted, `  ${look.paint(proof, role)}`];
}

function paintTitle(line: string, at: number, look: Look): string {
  if (at > 0) return `  ${look.paint(line.slice(2), 'strong')}`;
  const sign = look.text('✗');
  return `${look.paint(sign, 'bad')} ${look.paint(line.slice(sign.length + 1), 'strong')}`;
}

function factLine(text: string, role: Role | undefined, look: Look): string[] {
  return wrap(look.text(text), look.width - 2).map((line) => `  ${look.paint(line, role)}`);
}

function heading(text: string, look: Look): string[] {
  return [`  ${look.paint(look.text(text), 'strong')}`];
}

function detailLines({ invariant, detail }: Story, look: Look): string[] {
  const broken =
    invariant === undefined
      ? []
      : factLine(`${look.labels.invariant}${look.labels.colon}${look.say(invariant)}`, 'strong', look);
  if (detail === undefined) return broken;
  const lines = wrap(look.say(detail), look.width - INDENT).map((line) => ' '.repeat(INDENT) + line);
  return [...broken, ...lines];
}

/** Who waits for what; the places behind it where they fit, else below. */
function blockedLines({ blocked }: Story, look: Look): string[] {
  if (blocked.length === 0) return [];
  const who = Math.min(20, Math.max(...blocked.map((one) => widthOf(one.who))));
  const indent = ' '.repeat(INDENT);
  const lines = blocked.flatMap((one) => {
    const name = pad(clip(one.who, who, look.ellipsis), who);
    const at = one.waitsAt === undefined ? '' : placeText(one.waitsAt);
    const started =
      one.startedAt === undefined ? '' : `${look.text(look.labels.startedAt)} ${placeText(one.startedAt)}`;
    const places = [at, started].filter((text) => text !== '').join('  ');
    const room = look.width - INDENT - who - 2;
    const told = wrap(look.say(one.waitsFor), room);
    const isBeside = told.length === 1 && widthOf(told[0] ?? '') + 2 + widthOf(places) <= room;
    const rest = places === '' ? [] : isBeside ? [] : wrap(places, room);
    const first = isBeside && places !== '' ? `${told[0] ?? ''}  ${look.paint(places, 'accent')}` : told[0];
    return [
      `${indent}${look.paint(name, 'strong')}  ${first ?? ''}`,
      ...told.slice(1).map((line) => `${indent}${' '.repeat(who + 2)}${line}`),
      ...rest.map((line) => `${indent}${' '.repeat(who + 2)}${look.paint(line, 'accent')}`),
    ];
  });
  return [...heading(look.labels.blocked, look), ...lines];
}

/** The lines of the source that the steps are on, where they did not fit beside the steps. */
function sourceLines({ steps, lanes }: Story, look: Look): string[] {
  const used = new Map<string, { place: StoryPlace; who: Set<string> }>();
  for (const { place, lane } of steps) {
    if (place?.source === undefined) continue;
    const entry = used.get(placeText(place)) ?? { place, who: new Set() };
    entry.who.add(lanes[lane] ?? '');
    used.set(placeText(place), entry);
  }
  if (used.size === 0) return [];
  const entries = [...used.values()].sort(
    (a, b) => compare(a.place.file, b.place.file) || a.place.line - b.place.line,
  );
  const names = Math.min(24, Math.max(...entries.map(({ place }) => widthOf(placeText(place)))));
  const who = Math.min(16, Math.max(...entries.map((entry) => widthOf([...entry.who].join(' ')))));
  const lines = entries.map((entry) => {
    const name = pad(shortPlace(entry.place, names, look.ellipsis), names);
    const room = look.width - INDENT - names - 4 - who;
    const source = pad(clip(entry.place.source ?? '', room, look.ellipsis), room);
    const own = clip([...entry.who].join(' '), who, look.ellipsis);
    return `${' '.repeat(INDENT)}${look.paint(name, 'accent')}  ${source}  ${look.paint(own, 'quiet')}`;
  });
  return [...heading(look.labels.lines, look), ...lines];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The command stands alone on its line, whole, so that it can be copied. */
function replayLines({ replay, token }: Story, look: Look): string[] {
  return [`  ${look.paint(replay ?? `${look.text(look.labels.replay)} ${token}`, 'accent')}`];
}
