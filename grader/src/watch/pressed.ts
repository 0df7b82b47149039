import type { Look } from '../view/look.ts';
import type { Effect } from './event.ts';
import type { Key } from './keys.ts';
import {
  currentStage,
  hasPassed,
  isDone,
  lineToOpen,
  listed,
  type Model,
  nextKata,
  notify,
  type Page,
  toPage,
} from './model.ts';

type Answer = readonly Effect[];

/** What a key does on the page that is open. */
export function pressed(model: Model, key: Key, look: Look): Answer {
  if (key.name === 'ctrl-c') return [{ type: 'quit', code: 130 }];
  if (key.name === 'ctrl-z') return [{ type: 'suspend' }];
  if (key.name === 'ctrl-l') return [{ type: 'redraw' }];
  if (model.page === 'list') return inList(model, key);
  if (scrolled(model, key)) return [];
  if (key.name === 'escape' || key.name === 'backspace') return toPage(model, 'verdict');
  return key.name === 'char' ? command(model, signOf(key), look) : [];
}

/** An input method may send full-width signs; `？` is meant as `?`. */
function signOf(key: Key): string {
  return key.text.normalize('NFKC');
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

function openList(model: Model): Answer {
  model.list = { ...model.list, search: '', isSearching: false, selected: model.kata.slug };
  toPage(model, 'list');
  return [{ type: 'load-katas' }];
}

function inList(model: Model, key: Key): Answer {
  const { list } = model;
  if (key.name === 'enter') return choose(model);
  if (list.isSearching && typed(model, key)) return select(model, 0);
  switch (key.name) {
    case 'up':
      return select(model, -1);
    case 'down':
      return select(model, 1);
    case 'pageup':
      return select(model, -model.pageRows);
    case 'pagedown':
      return select(model, model.pageRows);
    case 'home':
      return select(model, -Infinity);
    case 'end':
      return select(model, Infinity);
    case 'tab':
      return filter(model);
    case 'escape':
      if (list.search === '') return toPage(model, 'verdict');
      list.search = '';
      return select(model, 0);
    case 'char':
      return listCommand(model, signOf(key));
    default:
      return [];
  }
}

/** Typing in the search field; @returns whether the key was part of it */
function typed(model: Model, key: Key): boolean {
  const { list } = model;
  if (key.name === 'char') list.search += key.text;
  else if (key.name === 'backspace') list.search = list.search.replace(/.$/su, '');
  else if (key.name === 'ctrl-u') list.search = '';
  else if (key.name === 'escape') Object.assign(list, { search: '', isSearching: false });
  else return false;
  return true;
}

function listCommand(model: Model, sign: string): Answer {
  const pages: Readonly<Record<string, Page>> = { l: 'verdict', '?': 'help' };
  const page = pages[sign];
  if (page !== undefined) return toPage(model, page);
  switch (sign) {
    case '/':
      model.list.isSearching = true;
      return [];
    case 'f':
      return filter(model);
    case 'k':
      return select(model, -1);
    case 'j':
      return select(model, 1);
    case 'g':
      return select(model, -Infinity);
    case 'G':
      return select(model, Infinity);
    case 'q':
      return [{ type: 'quit', code: 0 }];
    default:
      return [];
  }
}

function filter(model: Model): Answer {
  const order = { all: 'todo', todo: 'done', done: 'all' } as const;
  model.list.filter = order[model.list.filter];
  return select(model, 0);
}

/** Moves the selection; it stays on a kata that is shown. */
function select(model: Model, by: number): Answer {
  const katas = listed(model);
  const at = Math.max(
    0,
    katas.findIndex((kata) => kata.slug === model.list.selected),
  );
  const kata = katas[Math.min(katas.length - 1, Math.max(0, at + by))];
  if (kata !== undefined) model.list.selected = kata.slug;
  return [];
}

function choose(model: Model): Answer {
  const kata = listed(model).find((one) => one.slug === model.list.selected);
  if (kata === undefined) return [];
  model.list.isSearching = false;
  return kata.slug === model.kata.slug ? toPage(model, 'verdict') : [{ type: 'open', kata }];
}
