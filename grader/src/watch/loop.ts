import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kata } from '@katas/kata';
import type { Effect, WatchEvent } from './event.ts';
import { Effects } from './effects.ts';
import { editorCommand } from './editor.ts';
import { EventQueue } from './event-queue.ts';
import { type Front, screenFront } from './front.ts';
import type { Model } from './model.ts';
import { plainFront } from './plain-front.ts';
import { hearSignals } from './signals.ts';
import { update } from './update.ts';
import type { WatchOptions } from './watch.ts';

/** How the watch was left. */
export interface Left {
  readonly code: number;
  /** The file that was worked on last, as the user would type it. */
  readonly file: string;
}

/** One queue, one loop: events change the model, the model is shown, effects are carried out. */
export async function runLoop(options: WatchOptions, katas: readonly Kata[], first: Kata): Promise<Left> {
  const queue = new EventQueue<WatchEvent>();
  const push = (event: WatchEvent): void => queue.push(event);
  const isScreen = options.stdout.isTTY && options.env['TERM'] !== 'dumb';
  const front = isScreen ? screenFront(options, push) : plainFront(options, push);
  const effects = new Effects(options, front, push);
  const model = startModel(options, front, { katas, first });
  const deafen = hearSignals((code) => {
    if (!(effects.hasGuest && code === 130)) push({ type: 'leave', code });
  });

  front.open();
  try {
    front.show(model, []);
    await effects.perform({ type: 'open', kata: first }, model);
    const code = await turn({ queue, model, front, effects });
    return { code, file: model.path.shownAs };
  } finally {
    front.close();
    deafen();
    await effects.close();
  }
}

interface Parts {
  readonly queue: EventQueue<WatchEvent>;
  readonly model: Model;
  readonly front: Front;
  readonly effects: Effects;
}

/** Tests that pass are drawn together: a drawing takes as long as many of them. */
const DRAW_MS = 60;

function isProgress(event: WatchEvent): boolean {
  if (event.type !== 'judging') return false;
  const { event: news } = event;
  return news.type === 'stage-started' || (news.type === 'test' && news.test.outcome === 'pass');
}

async function turn({ queue, model, front, effects }: Parts): Promise<number> {
  let drawnAt = -Infinity;
  let later: NodeJS.Timeout | undefined;
  const draw = (events: readonly WatchEvent[]): void => {
    clearTimeout(later);
    later = undefined;
    front.show(model, events);
    drawnAt = performance.now();
  };
  for (;;) {
    const events = await queue.take();
    const wanted: Effect[] = [];
    for (const event of events) wanted.push(...update(model, event, front.look()));
    const quit = wanted.find((effect) => effect.type === 'quit');
    if (quit?.type === 'quit') return quit.code;
    // A save is handed to the judge before anything is drawn of it.
    const isSave = wanted.length > 0 && wanted.every((effect) => effect.type === 'judge');
    if (isSave) {
      await carryOut(wanted, effects, model);
      await nextTurn();
    }
    if (!events.every(isProgress) || performance.now() - drawnAt > DRAW_MS) draw(events);
    else later ??= setTimeout(() => queue.push({ type: 'resize' }), DRAW_MS).unref();
    if (wanted.length === 0 || isSave) continue;
    await carryOut(wanted, effects, model);
    // A hint that was recorded, a path that was opened: shown before the next event comes.
    front.show(model, []);
  }
}

async function carryOut(wanted: readonly Effect[], effects: Effects, model: Model): Promise<void> {
  for (const effect of wanted) {
    if (effect.type !== 'quit') await effects.perform(effect, model);
  }
}

function startModel(
  options: WatchOptions,
  front: Front,
  start: { katas: readonly Kata[]; first: Kata },
): Model {
  const { katas, first } = start;
  return {
    katas,
    broken: options.broken,
    kata: first,
    path: options.path(first.slug),
    page: 'verdict',
    scroll: 0,
    scrollEnd: 0,
    pageRows: 1,
    run: undefined,
    last: undefined,
    isSearching: false,
    problem: undefined,
    broke: undefined,
    notices: [],
    detail: 'first',
    structureDetail: undefined,
    list: { search: '', isSearching: false, filter: 'all', selected: first.slug },
    prompt: '',
    comparison: undefined,
    progressOf: (slug) => options.progress.of(slug),
    hasEditor: editorCommand(options.env, '', 1) !== undefined,
    hasKeys: front.hasKeys,
  };
}
