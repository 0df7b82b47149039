import { clip, pad, widthOf, wrap } from './columns.ts';
import { INDENT, insideText, type LaneGrid, placeText, shortPlace } from './lane-grid.ts';
import type { Look, Role } from './look.ts';
import type { Story, StoryStep } from './story.ts';
import { type ShownTurn, turnsOf } from './turn.ts';

/** The run, a column for each lane; where they do not fit beside each other, the lane's name before each step. */
export function laneLines(story: Story, grid: LaneGrid, look: Look): string[] {
  const drawing = grid.lanes.length > 0 ? new Columns(story, grid, look) : new Stack(story, grid, look);
  const out = drawing.head();
  for (const [index, turn] of turnsOf(story, look.stepsPerTurn).entries()) {
    if (turn.gap > 0) out.push(drawing.rule(look.labels.moreSteps(turn.gap), undefined));
    out.push(...ruleOf(turn, index, { story, look, drawing }));
    for (const [at, step] of turn.steps.entries()) {
      if (turn.hidden > 0 && at === turn.hiddenAt) {
        out.push(...drawing.cell(turn.lane, look.labels.moreSteps(turn.hidden), 'quiet'));
      }
      out.push(...drawing.step(step));
    }
  }
  return out;
}

interface Drawing {
  /** A switch that nobody forced needs no line of its own. */
  readonly namesEveryStep: boolean;
  head(): string[];
  rule(text: string, role: Role | undefined): string;
  cell(lane: number, text: string, role: Role | undefined): string[];
  step(step: StoryStep): string[];
}

/** A line that says who goes on. */
function ruleOf(
  turn: ShownTurn,
  index: number,
  { story, look, drawing }: { story: Story; look: Look; drawing: Drawing },
): string[] {
  const [first] = turn.steps;
  const who = story.lanes[turn.lane] ?? '';
  if (first?.deviation !== undefined) {
    const instead = first.instead === undefined ? undefined : story.lanes[first.instead];
    return [drawing.rule(look.labels.deviation[first.deviation](who, instead), 'warn')];
  }
  if (drawing.namesEveryStep || (index === 0 && turn.gap === 0)) return [];
  return [drawing.rule(look.labels.runs(who), 'quiet')];
}

const NOTE = '↳ ';

class Columns implements Drawing {
  readonly namesEveryStep = false;
  readonly #story: Story;
  readonly #grid: LaneGrid;
  readonly #look: Look;
  readonly #indent = ' '.repeat(INDENT);

  constructor(story: Story, grid: LaneGrid, look: Look) {
    this.#story = story;
    this.#grid = grid;
    this.#look = look;
  }

  head(): string[] {
    const names = this.#grid.lanes.map((width, lane) => {
      const name = clip(this.#story.lanes[lane] ?? '', width - 1, this.#look.ellipsis);
      return this.#look.paint(name, 'strong') + ' '.repeat(width - widthOf(name));
    });
    return [(this.#indent + names.join('')).trimEnd()];
  }

  rule(text: string, role: Role | undefined): string {
    return ruleLine(text, role, {
      look: this.#look,
      indent: this.#indent,
      room: this.#grid.lanes.reduce((sum, width) => sum + width, 0) + this.#grid.place,
    });
  }

  cell(lane: number, text: string, role: Role | undefined): string[] {
    const room = (this.#grid.lanes[lane] ?? 0) - 3;
    return wrap(this.#look.text(text), room).map((line) => this.#row(lane, line, role).trimEnd());
  }

  step(shown: StoryStep): string[] {
    const { lane, text, note, place } = shown;
    const room = (this.#grid.lanes[lane] ?? 0) - 3;
    const look = this.#look;
    const { mainFile } = this.#grid;
    const isInside = mainFile !== undefined;
    const inside = isInside ? insideText(shown, mainFile) : '';
    const lines = wrap(text + inside, room).map((line) => this.#row(lane, line, undefined));
    if (place !== undefined && !isInside) {
      const { place: placeRoom, source: sourceRoom } = this.#grid;
      const name = shortPlace(place, placeRoom - 2, look.ellipsis);
      const source = sourceRoom > 0 ? clip(place.source ?? '', sourceRoom, look.ellipsis) : '';
      const padded = source === '' ? name : pad(name, placeRoom);
      lines[0] = `${lines[0] ?? ''}${look.paint(padded, 'accent')}${look.paint(source, 'quiet')}`;
    }
    if (note !== undefined) {
      const sign = look.text(NOTE);
      const noted = wrap(look.say(note), room - widthOf(sign));
      lines.push(
        ...noted.map((line, at) =>
          this.#row(lane, (at === 0 ? sign : ' '.repeat(widthOf(sign))) + line, 'bad'),
        ),
      );
    }
    return lines.map((line) => line.trimEnd());
  }

  /** A text in its lane, and the bars of the others. */
  #row(lane: number, text: string, role: Role | undefined): string {
    const cells = this.#grid.lanes.map((width, other) => {
      const bar = this.#look.paint(this.#look.text('│'), 'quiet');
      return other === lane
        ? `${bar} ${this.#look.paint(text, role)}${' '.repeat(Math.max(0, width - 2 - widthOf(text)))}`
        : bar + ' '.repeat(width - 1);
    });
    return this.#indent + cells.join('');
  }
}

class Stack implements Drawing {
  readonly namesEveryStep = true;
  readonly #story: Story;
  readonly #look: Look;
  readonly #name: number;
  readonly #place: number;

  constructor(story: Story, grid: LaneGrid, look: Look) {
    this.#story = story;
    this.#look = look;
    this.#name = Math.min(16, Math.max(...story.lanes.map(widthOf)));
    // On a narrow screen the place goes below.
    this.#place = look.width - INDENT - this.#name - grid.place < 28 ? 0 : grid.place;
  }

  head(): string[] {
    return [];
  }

  rule(text: string, role: Role | undefined): string {
    const room = this.#look.width - INDENT;
    return ruleLine(text, role, { look: this.#look, indent: ' '.repeat(INDENT), room });
  }

  cell(lane: number, text: string, role: Role | undefined): string[] {
    return wrap(this.#look.text(text), this.#room).map((line) => this.#row(lane, line, role));
  }

  step({ lane, text, note, place }: StoryStep): string[] {
    const look = this.#look;
    const told = wrap(text, this.#room);
    const name = place === undefined ? '' : placeText(place);
    const isBeside = place !== undefined && this.#place > 0;
    const lines = told.map((line, at) => {
      const row = this.#row(lane, line, undefined);
      if (at > 0 || !isBeside) return row;
      const gap = ' '.repeat(Math.max(1, this.#room + 1 - widthOf(line)));
      return `${row}${gap}${look.paint(shortPlace(place, this.#place - 2, look.ellipsis), 'accent')}`;
    });
    if (place !== undefined && !isBeside) lines.push(...this.cell(lane, `  ${name}`, 'accent'));
    if (note !== undefined) lines.push(...this.cell(lane, `${NOTE}${look.say(note)}`, 'bad'));
    return lines;
  }

  get #room(): number {
    return this.#look.width - INDENT - this.#name - 3 - this.#place;
  }

  #row(lane: number, text: string, role: Role | undefined): string {
    const look = this.#look;
    const name = clip(this.#story.lanes[lane] ?? '', this.#name, look.ellipsis);
    const bar = look.paint(look.text('│'), 'quiet');
    return `${' '.repeat(INDENT)}${look.paint(pad(name, this.#name), 'strong')} ${bar} ${look.paint(text, role)}`;
  }
}

interface RuleRoom {
  readonly look: Look;
  readonly indent: string;
  readonly room: number;
}

/** A rule with a text in it: a heavy one for what was forced. */
function ruleLine(text: string, role: Role | undefined, { look, indent, room }: RuleRoom): string {
  const sign = look.text(role === 'warn' ? '━' : '─');
  const told = clip(look.text(text), room - 6, look.ellipsis);
  const rest = sign.repeat(Math.max(2, room - 4 - widthOf(told)));
  return indent + look.paint(`${sign.repeat(2)} ${told} ${rest}`, role);
}
