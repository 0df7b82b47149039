import type { Look } from '../view/look.ts';
import type { Effect } from './event.ts';
import type { Key } from './keys.ts';
import {
  currentStage,
  hasPassed,
  isDone,
  lineToOpen,
  type Model,
  nextKata,
  notify,
  toPage,
} from './model.ts';
import { openList, pressedInList } from './pressed-in-list.ts';
import { signOf } from './sign.ts';

type Answer = readonly Effect[];

/** What a key does on the page that is open. */
export function pressed(model: Model, key: Key, look: Look): Answer {
  if (key.name === 'ctrl-c') return [{ type: 'quit', code: 130 }];
  if (key.name === 'ctrl-z') return [{ type: 'suspend' }];
  if (key.name === 'ctrl-l') return [{ type: 'redraw' }];
  if (model.page === 'list') return pressedInList(model, key);
  if (scrolled(model, key)) return [];
  if (key.name === 'escape' || key.name === 'backspace') return toPage(model, 'verdict');
  return key.name === 'char' ? command(model, signOf(key), look) : [];
}

function command(model: Model, sign: string, look: Look): Answer {
  switch (sign) {
    case 'q':
      return [{ type: 'quit', code: 0 }];
    case 'h':
      return hint(model);
    case 'l':
      return openList(model);
    case 'n':
      return next(model, look);
    case 'r':
      return [{ type: 'judge', force: true }];
    case 'c':
      return compare(model, look);
    case 'o':
      return [{ type: 'edit', line: lineToOpen(model) }];
    case 's':
      model.structureDetail = model.structureDetail !== true;
      return toPage(model, 'verdict');
    case 'd':
      model.detail = model.detail === 'first' ? 'all' : 'first';
      return toPage(model, 'verdict');
    case 'p':
      return model.page === 'prompt'
        ? toPage(model, 'verdict')
        : [...toPage(model, 'prompt'), { type: 'load-prompt' }];
    case '?':
      return toPage(model, model.page === 'help' ? 'verdict' : 'help');
    default:
      return [];
  }
}

function hint(model: Model): Answer {
  const stage = currentStage(model);
  const taken = model.progressOf(model.kata.slug).hints[stage.slug] ?? 0;
  toPage(model, 'hint');
  // The newest one stands last: it must be seen without scrolling.
  model.scroll = Infinity;
  return taken < stage.hints.length && !hasPassed(model) ? [{ type: 'record-hint', stage: stage.slug }] : [];
}

function next(model: Model, look: Look): Answer {
  if (!hasPassed(model)) return notify(model, look.messages.passFirst, 'quiet');
  const kata = nextKata(model);
  if (kata === undefined) {
    const isAll = isDone(model.kata, model.progressOf(model.kata.slug));
    return notify(model, isAll ? look.messages.allDone : look.messages.nothingNext, 'good');
  }
  return [{ type: 'open', kata }];
}

function compare(model: Model, look: Look): Answer {
  if (model.page === 'compare') return toPage(model, 'verdict');
  return hasPassed(model) ? [{ type: 'load-comparison' }] : notify(model, look.messages.passFirst, 'quiet');
}

/** @returns whether the key was one that scrolls */
function scrolled(model: Model, key: Key): boolean {
  const page = Math.max(1, model.pageRows - 1);
  const sign = key.name === 'char' ? signOf(key) : key.name;
  const steps: Readonly<Record<string, number>> = {
    up: -1,
    k: -1,
    down: 1,
    j: 1,
    enter: 1,
    pageup: -page,
    b: -page,
    pagedown: page,
    ' ': page,
    home: -Infinity,
    g: -Infinity,
    end: Infinity,
    G: Infinity,
  };
  const step = steps[sign];
  if (step === undefined) return false;
  model.scroll = Math.min(model.scrollEnd, Math.max(0, Math.min(model.scroll, model.scrollEnd) + step));
  return true;
}
