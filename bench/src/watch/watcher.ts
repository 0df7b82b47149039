import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** Something that answers saves with verdicts. */
export interface SaveWatcher {
  /** Waits for a verdict on what is there at the start. @returns milliseconds since it was started */
  first(): Promise<number>;
  /** Saves a text. @returns milliseconds until its verdict is known @throws {Error} when it is the wrong one */
  save(text: string, expected: 'pass' | 'fail'): Promise<number>;
  /** The process and those that it started. */
  readonly pid: number | undefined;
  close(): Promise<void>;
}

export interface WatcherOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The file that is saved. */
  readonly file: string;
  /** Matches the text that a verdict begins with, for a correct and for a wrong solution. */
  readonly verdict: { readonly pass: RegExp; readonly fail: RegExp };
  /** What must follow the verdict before it counts. */
  readonly confirmed?: RegExp;
}

/** A contender that has not answered by then never will. */
const PATIENCE_MS = 120_000;

/** A watch mode as a user starts it: a process that answers every save with a line. */
export class Watcher implements SaveWatcher {
  readonly #child: ChildProcess;
  readonly #options: WatcherOptions;
  readonly #started = performance.now();
  #text = '';
  #look = (): void => {};
  #ended = false;

  constructor(options: WatcherOptions) {
    this.#options = options;
    const [program = '', ...args] = options.command;
    this.#child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env, NO_COLOR: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child.once('close', () => {
      this.#ended = true;
      this.#look();
    });
    for (const stream of [this.#child.stdout, this.#child.stderr] as Readable[])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        this.#text += chunk;
        this.#look();
      });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  async first(): Promise<number> {
    await this.#until(({ pass, fail }, text) => pass.test(text) || fail.test(text));
    return performance.now() - this.#started;
  }

  async save(text: string, expected: 'pass' | 'fail'): Promise<number> {
    const { verdict, confirmed, file, command } = this.#options;
    this.#text = '';
    const started = performance.now();
    writeFileSync(file, text);
    await this.#until(
      ({ pass, fail }, printed) =>
        (pass.test(printed) || fail.test(printed)) && (confirmed?.test(printed) ?? true),
    );
    const ms = performance.now() - started;
    const said = verdict.pass.test(this.#text) ? 'pass' : 'fail';
    if (said !== expected)
      throw new Error(`${command.join(' ')}: ${expected} expected, ${said} printed:\n${this.#text}`);
    return ms;
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    const gone = new Promise((resolve) => this.#child.once('close', resolve));
    // The group: jest and vitest leave workers behind.
    if (this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
    await gone;
    clearTimeout(timer);
  }

  #until(isThere: (verdict: WatcherOptions['verdict'], text: string) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const say = (what: string): Error =>
        new Error(`${this.#options.command.join(' ')} ${what}:\n${this.#text}`);
      const timer = setTimeout(() => reject(say('gave no verdict')), PATIENCE_MS);
      this.#look = () => {
        const isDone = isThere(this.#options.verdict, this.#text);
        if (!isDone && !this.#ended) return;
        this.#look = () => {};
        clearTimeout(timer);
        if (isDone) resolve();
        else reject(say('ended'));
      };
      this.#look();
    });
  }
}
