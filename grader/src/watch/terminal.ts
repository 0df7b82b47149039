import { StringDecoder } from 'node:string_decoder';
import { widthOf } from '../view/styled.ts';
import { type Key, KeyParser } from './keys.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface TerminalStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

export interface TerminalEvents {
  readonly key: (key: Key) => void;
  readonly resize: (size: Size) => void;
  /** The terminal went away. */
  readonly gone: () => void;
}

const ENTER = '\u001B[?1049h\u001B[?25l\u001B[?7l\u001B[?2004h\u001B[2J\u001B[H';
const LEAVE = '\u001B[?2026l\u001B[0m\u001B[?2004l\u001B[?7h\u001B[?25h\u001B[?1049l';
const BEGIN = '\u001B[?2026h';
const END = '\u001B[?2026l';
/** A lone Escape is told from the start of a longer sequence by nothing following for so long. */
const ESCAPE_MS = 40;

/**
 * The terminal as a screen: the alternate buffer, drawn line by line where something changed, in one update.
 * It is left as it was found: by `close`, and at the latest when the process ends, however it ends.
 */
export class Terminal {
  readonly #stdin: NodeJS.ReadStream;
  readonly #stdout: NodeJS.WriteStream;
  readonly #events: TerminalEvents;
  readonly #parser = new KeyParser();
  #decoder = new StringDecoder('utf8');
  #drawn: readonly string[] = [];
  #isOpen = false;
  #escape: NodeJS.Timeout | undefined;

  constructor(streams: TerminalStreams, events: TerminalEvents) {
    this.#stdin = streams.stdin;
    this.#stdout = streams.stdout;
    this.#events = events;
    // Never taken away: a last write to a terminal that is gone must not end the process with an error.
    this.#stdout.on('error', () => this.#events.gone());
  }

  get size(): Size {
    return { columns: this.#stdout.columns || 80, rows: this.#stdout.rows || 24 };
  }

  /** Whether keys can be read. */
  get hasKeys(): boolean {
    return this.#stdin.isTTY;
  }

  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#drawn = [];
    process.on('exit', this.#restore);
    process.on('uncaughtExceptionMonitor', this.#restore);
    this.#stdout.on('resize', this.#onResize);
    this.#stdout.write(ENTER);
    if (!this.hasKeys) return;
    this.#decoder = new StringDecoder('utf8');
    this.#stdin.setRawMode(true);
    this.#stdin.on('data', this.#onData);
    this.#stdin.on('end', this.#onGone);
    this.#stdin.on('error', this.#onGone);
    this.#stdin.resume();
  }

  /** Gives the terminal back; `open` may follow. */
  close(): void {
    if (!this.#isOpen) return;
    this.#restore();
    process.off('exit', this.#restore);
    process.off('uncaughtExceptionMonitor', this.#restore);
    this.#stdout.off('resize', this.#onResize);
    this.#stdin.off('data', this.#onData);
    this.#stdin.off('end', this.#onGone);
    this.#stdin.off('error', this.#onGone);
    clearTimeout(this.#escape);
    if (this.hasKeys) this.#stdin.pause();
  }

  /** Shows these lines; the ones that are as they were are not written again. */
  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return;
    const { columns, rows } = this.size;
    let out = '';
    for (let row = 0; row < rows; row += 1) {
      const line = lines[row] ?? '';
      if (this.#drawn[row] === line) continue;
      // Clearing behind a full line would take its last sign away.
      const clear = widthOf(line) < columns ? '\u001B[K' : '';
      out += `\u001B[${row + 1};1H\u001B[0m${line}\u001B[0m${clear}`;
    }
    this.#drawn = lines.slice(0, rows);
    if (out !== '') this.#stdout.write(BEGIN + out + END);
  }

  /** Everything is written again by the next `draw`. */
  forget(): void {
    this.#drawn = [];
    if (this.#isOpen) this.#stdout.write('\u001B[2J');
  }

  readonly #restore = (): void => {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      if (this.hasKeys) this.#stdin.setRawMode(false);
      this.#stdout.write(LEAVE);
    } catch {
      // The terminal is gone: there is nothing left to give back.
    }
  };

  readonly #onResize = (): void => {
    this.forget();
    this.#events.resize(this.size);
  };

  readonly #onGone = (): void => {
    this.#events.gone();
  };

  readonly #onData = (chunk: Buffer | string): void => {
    clearTimeout(this.#escape);
    const text = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk);
    for (const key of this.#parser.feed(text)) this.#events.key(key);
    if (!this.#parser.isWaiting) return;
    this.#escape = setTimeout(() => {
      for (const key of this.#parser.flush()) this.#events.key(key);
    }, ESCAPE_MS);
  };
}
