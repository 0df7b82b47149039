import type { Look } from '../view/look.ts';
import { findingsNow } from '../view/verdict.ts';
import { currentStage, hasPassed, type Model, nextKata } from './model.ts';

/** A key that does something now. */
export interface KeyHint {
  readonly key: string;
  readonly label: string;
  /** Where not all fit, those with less of it go first. */
  readonly need: number;
}

/** The keys of the open page, in the order in which they are shown. */
export function keysNow(model: Model, look: Look): readonly KeyHint[] {
  const { keys } = look.messages;
  if (!model.hasKeys) return [{ key: 'Ctrl-C', label: keys.quit, need: 10 }];
  const quit = { key: 'q', label: keys.quit, need: 10 };
  const back = { key: 'esc', label: keys.back, need: 9 };
  switch (model.page) {
    case 'verdict':
      return [...verdictKeys(model, look), { key: '?', label: keys.help, need: 9 }, quit];
    case 'hint':
      return [back, ...hintKey(model, keys.nextHint), quit];
    case 'list':
      return listKeys(model, look);
    case 'prompt':
    case 'compare':
    case 'help':
      break;
  }
  return [back, quit];
}

function hintKey(model: Model, label: string): KeyHint[] {
  const stage = currentStage(model);
  const taken = model.progressOf(model.kata.slug).hints[stage.slug] ?? 0;
  return taken < stage.hints.length && !hasPassed(model) ? [{ key: 'h', label, need: 8 }] : [];
}

function verdictKeys(model: Model, look: Look): KeyHint[] {
  const { keys } = look.messages;
  const passed = hasPassed(model);
  const verdict = model.problem === undefined ? model.last?.verdict : undefined;
  const rules = verdict === undefined ? 0 : findingsNow(model.kata.definition, verdict).length;
  const focus = verdict?.stages.find((stage) => stage.slug === currentStage(model).slug);
  const failed =
    focus?.tests.filter((test) => test.outcome === 'fail' || test.outcome === 'limit').length ?? 0;
  return [
    ...(passed && nextKata(model) !== undefined ? [{ key: 'n', label: keys.next, need: 8 }] : []),
    ...(passed ? [{ key: 'c', label: keys.compare, need: 7 }] : []),
    ...hintKey(model, keys.hint),
    { key: 'p', label: keys.prompt, need: 7 },
    { key: 'l', label: keys.list, need: 6 },
    ...(model.hasEditor ? [{ key: 'o', label: keys.open, need: 4 }] : []),
    ...(failed > 1 ? [{ key: 'd', label: keys.detail, need: 3 }] : []),
    ...(rules > 0 ? [{ key: 's', label: keys.structure, need: 3 }] : []),
    { key: 'r', label: keys.rerun, need: 5 },
  ];
}

function listKeys(model: Model, look: Look): KeyHint[] {
  const { keys } = look.messages;
  const choose = { key: 'enter', label: keys.choose, need: 8 };
  const back = { key: 'esc', label: keys.back, need: 7 };
  if (model.list.isSearching) return [choose, back];
  return [
    choose,
    { key: '/', label: keys.search, need: 6 },
    { key: 'f', label: keys.filter, need: 5 },
    back,
    { key: 'q', label: keys.quit, need: 10 },
  ];
}
