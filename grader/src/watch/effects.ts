import { spawn } from 'node:child_process';
import type { Kata } from '@katas/kata';
import type { Text } from '@katas/structure';
import { sanitizeLine } from '../view/sanitize.ts';
import { type EditorCommand, editorCommand } from './editor.ts';
import type { Effect, WatchEvent } from './event.ts';
import { FileWatcher } from './file-watcher.ts';
import type { Front } from './front.ts';
import { Judging } from './judging.ts';
import { currentStage, type Model } from './model.ts';
import type { WatchOptions } from './watch.ts';

/** How long leaving waits for a run that is being stopped, in ms. */
const LEAVE_MS = 2000;

/** Carries out what `update` asks for. What comes of it is a new event. */
export class Effects {
  readonly #options: WatchOptions;
  readonly #front: Front;
  readonly #push: (event: WatchEvent) => void;
  readonly #judging: Judging;
  #watcher: FileWatcher | undefined;
  #isPolling: boolean;
  /** An editor has the terminal. */
  #hasGuest = false;

  constructor(options: WatchOptions, front: Front, push: (event: WatchEvent) => void) {
    this.#options = options;
    this.#front = front;
    this.#push = push;
    this.#isPolling = options.polling;
    this.#judging = new Judging(options, push);
  }

  /** Ctrl-C in an editor that has the terminal is not for us. */
  get hasGuest(): boolean {
    return this.#hasGuest;
  }

  async perform(effect: Exclude<Effect, { type: 'quit' }>, model: Model): Promise<void> {
    const { slug } = model.kata;
    switch (effect.type) {
      case 'judge':
        return this.#judging.request({
          kata: model.kata,
          first: currentStage(model).slug,
          force: effect.force,
        });
      case 'open':
        return await this.#open(effect.kata, model);
      case 'record-hint':
        return await this.#record(() => this.#options.progress.recordHint(slug, effect.stage));
      case 'record-verdict':
        await this.#record(() => this.#options.progress.recordVerdict(effect.verdict));
        return this.#push({ type: 'recorded', verdict: effect.verdict });
      case 'load-katas':
        return await this.#warned(async () =>
          this.#push({ type: 'katas', katas: await this.#options.katas() }),
        );
      case 'load-prompt':
        return await this.#warned(async () =>
          this.#push({ type: 'prompt', text: await this.#options.prompt(slug, this.#options.language) }),
        );
      case 'load-comparison':
        return await this.#warned(async () =>
          this.#push({ type: 'comparison', comparison: await this.#options.comparison(slug) }),
        );
      case 'edit':
        return this.#edit(model, effect.line);
      case 'redraw':
        return this.#front.forget();
      case 'suspend':
        return this.#suspend();
    }
  }

  /** Stops everything that goes on. */
  async close(): Promise<void> {
    this.#watcher?.close();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LEAVE_MS);
    });
    await Promise.race([this.#judging.close(), patience]);
    clearTimeout(timer);
  }

  async #open(kata: Kata, model: Model): Promise<void> {
    const { messages } = this.#front.look();
    this.#watcher?.close();
    const problem = await attempt(async () => await this.#options.ensureSolution(kata.slug), messages.noFile);
    model.path = this.#options.path(kata.slug);
    const watcher = new FileWatcher(model.path.absolute, {
      changed: () => this.#push({ type: 'file' }),
      fellBack: () => {
        this.#isPolling = true;
        this.#push({ type: 'polling' });
      },
      polling: this.#isPolling,
    });
    this.#watcher = watcher;
    this.#push({ type: 'opened', kata });
    if (problem !== undefined) this.#push({ type: 'warning', text: problem });
    await watcher.start();
    // What was saved while nobody watched.
    this.#push({ type: 'file' });
  }

  async #record(record: () => Text | undefined | Promise<Text | undefined>): Promise<void> {
    const { messages } = this.#front.look();
    const problem = await attempt(async () => await record(), messages.notSaved);
    if (problem !== undefined) this.#push({ type: 'warning', text: problem });
  }

  async #warned(work: () => Promise<void>): Promise<void> {
    const problem = await attempt(work, (why) => why);
    if (problem !== undefined) this.#push({ type: 'warning', text: problem });
  }

  #edit(model: Model, line: number): void {
    const editor = editorCommand(this.#options.env, model.path.absolute, line);
    if (editor === undefined) {
      this.#push({ type: 'editor', outcome: 'none', text: sanitizeLine(model.path.shownAs) });
      return;
    }
    if (editor.needsTerminal) this.#runGuest(editor);
    else this.#startBeside(editor);
  }

  /** The editor gets the terminal until it ends; verdicts go on being made meanwhile. */
  #runGuest(editor: EditorCommand): void {
    this.#front.close();
    this.#hasGuest = true;
    let isBack = false;
    const back = (event: WatchEvent): void => {
      if (isBack) return;
      isBack = true;
      this.#hasGuest = false;
      this.#front.open();
      this.#push(event);
    };
    const child = spawn(editor.command, editor.args, { stdio: 'inherit' });
    child.on('error', (error) => back(this.#failed(editor, error)));
    child.on('exit', () => back({ type: 'editor', outcome: 'closed', text: '' }));
  }

  #startBeside(editor: EditorCommand): void {
    const child = spawn(editor.command, editor.args, { stdio: 'ignore', detached: true });
    child.on('error', (error) => this.#push(this.#failed(editor, error)));
    child.on('spawn', () => this.#push({ type: 'editor', outcome: 'opened', text: editor.command }));
    child.unref();
  }

  #failed(editor: EditorCommand, error: Error): WatchEvent {
    const text = this.#front
      .look()
      .messages.editorFailed(sanitizeLine(editor.command), sanitizeLine(error.message));
    return { type: 'editor', outcome: 'failed', text };
  }

  /** Ctrl-Z: the whole job stops, so that the shell takes over, and the screen is back when it goes on. */
  #suspend(): void {
    this.#front.close();
    setTimeout(() => {
      this.#front.open();
      this.#push({ type: 'resize' });
    }, 50);
    process.kill(0, 'SIGTSTP');
  }
}

/** What went wrong, as a text in every language; undefined where nothing did. */
async function attempt(
  work: () => Promise<Text | undefined | void>,
  tell: (why: string) => string,
): Promise<Text | undefined> {
  try {
    return (await work()) ?? undefined;
  } catch (error) {
    const text = tell(sanitizeLine(error instanceof Error ? error.message : String(error)));
    return { en: text, zh: text };
  }
}
