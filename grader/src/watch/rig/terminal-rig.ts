import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

export interface RigOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly columns: number;
  readonly rows: number;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Variables of the machine that would change what a program shows. */
const UNWANTED = [
  'NO_COLOR',
  'FORCE_COLOR',
  'CI',
  'LC_ALL',
  'LC_MESSAGES',
  'LANG',
  'VISUAL',
  'EDITOR',
  'TERM_PROGRAM',
  'COLUMNS',
  'LINES',
];

/** Nothing that is waited for takes so long, on whatever machine: a screen that never comes is told with the one that is. */
const PATIENCE_MS = 60_000;

/** A program in a pseudo-terminal, seen as a terminal shows it. */
export class TerminalRig {
  /** Everything that the program wrote. */
  raw = '';
  /** The exit code; a signal's number is added to 128. */
  readonly exited: Promise<number>;
  readonly #terminal: InstanceType<typeof xterm.Terminal>;
  readonly #process: IPty;
  #hasExited = false;
  #waiting: (() => void)[] = [];

  constructor(options: RigOptions) {
    const { columns: cols, rows } = options;
    const inherited = Object.entries(process.env).filter(([name]) => !UNWANTED.includes(name));
    const env = { ...Object.fromEntries(inherited), TERM: 'xterm-256color', ...options.env };
    this.#terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 1000 });
    this.#process = spawn(options.command, [...options.args], { cols, rows, cwd: options.cwd, env });
    this.#process.onData((data) => {
      this.raw += data;
      this.#terminal.write(data, () => this.#wake());
    });
    this.exited = new Promise((resolve) => {
      this.#process.onExit(({ exitCode, signal }) => {
        // What was written last is parsed before anybody looks.
        this.#terminal.write('', () => {
          this.#hasExited = true;
          this.#wake();
          resolve(signal === undefined || signal === 0 ? exitCode : 128 + signal);
        });
      });
    });
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** The lines that are seen, without blanks at their ends. */
  get lines(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: this.#terminal.rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    );
  }

  get text(): string {
    return this.lines.join('\n');
  }

  /** Whether the program has the screen to itself; what was there before comes back after it. */
  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  /** Whether the terminal is as a shell expects it: normal screen, cursor seen, lines wrapped, nothing pending. */
  get isRestored(): boolean {
    const { modes } = this.#terminal;
    const isCursorShown = this.raw.lastIndexOf('\u001B[?25h') >= this.raw.lastIndexOf('\u001B[?25l');
    const isQuiet =
      !modes.bracketedPasteMode && !modes.synchronizedOutputMode && modes.mouseTrackingMode === 'none';
    return !this.isAlternate && isCursorShown && modes.wraparoundMode && isQuiet;
  }

  /** Waits until the screen shows it. @throws {Error} with the screen, when the program ends before or it never comes */
  async shows(what: string | RegExp): Promise<void> {
    await this.#until(
      () => (typeof what === 'string' ? this.text.includes(what) : what.test(this.text)),
      `shows ${what}`,
    );
  }

  /** Waits until the screen does not show it any more. */
  async hides(what: string): Promise<void> {
    await this.#until(() => !this.text.includes(what), `hides ${what}`);
  }

  press(keys: string): void {
    this.#process.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
    this.#process.resize(columns, rows);
  }

  kill(signal: string): void {
    if (!this.#hasExited) this.#process.kill(signal);
  }

  async #until(condition: () => boolean, what: string): Promise<void> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    patience.addEventListener('abort', () => this.#wake());
    while (!condition()) {
      if (patience.aborted) throw new Error(`nothing came that ${what}; the screen:\n${this.text}`);
      if (this.#hasExited) throw new Error(`the program ended before it ${what}; the screen:\n${this.text}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
