import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';

export interface WatcherOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The file that is saved. */
  readonly file: string;
  /** Matches the text that a verdict begins with, for a correct and for a wrong solution. */
  readonly verdict: { readonly pass: RegExp; readonly fail: RegExp };
}

/** A watch mode as a user starts it: a process that answers every save with a line. */
export class Watcher {
  readonly #child: ChildProcess;
  readonly #options: WatcherOptions;
  #text = '';
  #waiting: (() => void) | undefined;

  constructor(options: WatcherOptions) {
    this.#options = options;
    const [program = '', ...args] = options.command;
    this.#child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env, NO_COLOR: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr] as Readable[])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        this.#text += chunk;
        this.#waiting?.();
      });
  }

  /** Waits for a verdict on what is there. */
  async first(): Promise<void> {
    const { pass, fail } = this.#options.verdict;
    await this.#until((text) => pass.test(text) || fail.test(text));
  }

  /** Saves a text. @returns milliseconds until its verdict was printed @throws {Error} when it is the wrong one */
  async save(text: string, expected: 'pass' | 'fail'): Promise<number> {
    const { pass, fail } = this.#options.verdict;
    this.#text = '';
    const started = performance.now();
    writeFileSync(this.#options.file, text);
    await this.#until((printed) => pass.test(printed) || fail.test(printed));
    const ms = performance.now() - started;
    const said = pass.test(this.#text) ? 'pass' : 'fail';
    if (said !== expected)
      throw new Error(`${this.#options.command[0]}: ${expected} expected, ${said} printed`);
    return ms;
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGTERM');
    await gone;
  }

  #until(isThere: (text: string) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!isThere(this.#text)) return;
        this.#waiting = undefined;
        resolve();
      };
      this.#waiting = look;
      this.#child.once('close', () =>
        reject(new Error(`${this.#options.command.join(' ')} ended:\n${this.#text}`)),
      );
      look();
    });
  }
}
