import { inAscii } from './columns.ts';
import { type Labels, labelsOf } from './labels.ts';
import { type Language, say, type Words } from './words.ts';

/** What a piece of a report is, for whoever colours it. */
export type Role = 'bad' | 'warn' | 'good' | 'accent' | 'quiet' | 'strong';

/** Puts a colour around a text, which has no line feed in it. */
export type Paint = (text: string, role: Role) => string;

export interface TerminalOptions {
  /** Columns; default 80, at least 40. No line is wider. */
  readonly width?: number;
  /** Default `en`. */
  readonly language?: Language;
  /** Draws with ASCII only; letters of the program's own texts stay. Default: no. */
  readonly ascii?: boolean;
  /** Default: no colours. */
  readonly paint?: Paint;
  /** Steps of one turn that are shown before the middle is left out; default 8. Infinity: all. */
  readonly stepsPerTurn?: number;
}

/** How to draw for one screen. */
export class Look {
  readonly width: number;
  readonly language: Language;
  readonly labels: Labels;
  readonly stepsPerTurn: number;
  readonly #isAscii: boolean;
  readonly #paint: Paint;

  constructor(options: TerminalOptions) {
    this.width = Math.max(40, Math.floor(options.width ?? 80));
    this.language = options.language ?? 'en';
    this.labels = labelsOf(this.language);
    this.stepsPerTurn = options.stepsPerTurn ?? 8;
    this.#isAscii = options.ascii ?? false;
    this.#paint = options.paint ?? ((text) => text);
  }

  /** A text as this screen can show it. */
  text(text: string): string {
    return this.#isAscii ? inAscii(text) : text;
  }

  say(words: Words): string {
    return this.text(say(words, this.language));
  }

  paint(text: string, role: Role | undefined): string {
    return text === '' || role === undefined ? text : this.#paint(text, role);
  }

  get ellipsis(): string {
    return this.text('…');
  }
}
