import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync, watch, writeFileSync, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FloorMessage, FloorOrder } from './floor-process.ts';
import type { SaveWatcher } from './watcher.ts';

const ENTRY = fileURLToPath(new URL('./floor-process.ts', import.meta.url));

/**
 * The limit: no framework, no guard, no reading of the source, no screen. Processes that have loaded the suites and run
 * them with a known solution stand by; a save is imported by one of them, which then runs the suites once more.
 */
export class FloorWatcher implements SaveWatcher {
  readonly #order: FloorOrder & { readonly file: string };
  readonly #watcher: FSWatcher;
  #ready: Promise<ChildProcess>;
  #saved = '';
  #verdict: ((isGood: boolean) => void) | undefined;

  constructor(order: FloorOrder & { readonly file: string }) {
    this.#order = order;
    this.#ready = this.#prepare();
    this.#watcher = watch(dirname(order.file), (_, name) => {
      if (name === basename(order.file)) void this.#judge();
    });
  }

  get pid(): undefined {
    return undefined;
  }

  async first(): Promise<number> {
    const started = performance.now();
    await this.#ready;
    return performance.now() - started;
  }

  async save(text: string, expected: 'pass' | 'fail'): Promise<number> {
    await this.#ready;
    const started = performance.now();
    const verdict = new Promise<boolean>((resolve) => {
      this.#verdict = resolve;
    });
    writeFileSync(this.#order.file, text);
    const isGood = await verdict;
    const ms = performance.now() - started;
    if (isGood !== (expected === 'pass')) throw new Error(`floor: ${expected} expected`);
    return ms;
  }

  async close(): Promise<void> {
    this.#watcher.close();
    (await this.#ready).kill('SIGKILL');
  }

  async #judge(): Promise<void> {
    const text = readFileSync(this.#order.file, 'utf8');
    if (text === '' || text === this.#saved) return;
    this.#saved = text;
    const child = await this.#ready;
    const isGood = new Promise<boolean>((resolve) => {
      child.once('message', (message: FloorMessage) => resolve(message === 'passed'));
    });
    child.send({ path: this.#order.file });
    const verdict = await isGood;
    this.#verdict?.(verdict);
    child.kill('SIGKILL');
    this.#ready = this.#prepare();
  }

  #prepare(): Promise<ChildProcess> {
    const child = fork(ENTRY, [JSON.stringify(this.#order)], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: { ...process.env, BENCH_DEPTH: this.#order.depth },
    });
    return new Promise((resolve, reject) => {
      child.once('message', () => resolve(child));
      child.once('exit', () => reject(new Error('the floor ended')));
    });
  }
}
