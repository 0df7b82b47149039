import type { Effect } from './event.ts';
import type { Key } from './keys.ts';
import { listed, type Model, type Page, toPage } from './model.ts';
import { signOf } from './sign.ts';

type Answer = readonly Effect[];

/** Opens the list with the kata that is worked on selected. */
export function openList(model: Model): Answer {
  model.list = { ...model.list, search: '', isSearching: false, selected: model.kata.slug };
  toPage(model, 'list');
  return [{ type: 'load-katas' }];
}

/** What a key does in the list of katas. */
export function pressedInList(model: Model, key: Key): Answer {
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
