import type { Kata, Verdict } from '@katas/kata';
import { type Look, say } from '../view/look.ts';
import { sanitizeLine } from '../view/sanitize.ts';
import { focusOf } from '../view/verdict.ts';
import type { Effect, WatchEvent } from './event.ts';
import { currentStage, isDone, type LiveRun, type Model, notify, toPage } from './model.ts';
import { pressed } from './pressed.ts';

/** Lets an event change the model; what is to be done about it outside comes back. */
export function update(model: Model, event: WatchEvent, look: Look): readonly Effect[] {
  const { messages } = look;
  // What is said of a kata that was left in the meantime is too late.
  if ('slug' in event && event.slug !== model.kata.slug) return [];
  switch (event.type) {
    case 'key':
      model.notices = [];
      return pressed(model, event.key, look);
    case 'resize':
      return [];
    case 'file':
      return [{ type: 'judge', force: false }];
    case 'polling':
      return notify(model, messages.polling, 'warn');
    case 'opened':
      return opened(model, event.kata, look);
    case 'run-started':
      return runStarted(model, event);
    case 'judging':
      if (model.run?.id === event.run) takeNews(model.run, event.event);
      return [];
    case 'judged':
      return event.run === model.run?.id ? judged(model, event, look) : [];
    case 'searched':
      return searched(model, event);
    case 'confirmed':
      return searched(model, { ...event, type: 'searched', isOver: true });
    case 'turned':
      return turned(model, event, look);
    case 'recorded':
      return recorded(model, event.verdict, look);
    case 'unreadable':
      Object.assign(model, { run: undefined, problem: event.problem, broke: undefined });
      return backToVerdict(model);
    case 'unchanged':
      return notify(model, messages.unchanged, 'quiet');
    case 'broke':
      Object.assign(model, { run: undefined, broke: event.why });
      return backToVerdict(model);
    case 'warning':
      return notify(model, sanitizeLine(say(event.text, look)), 'warn');
    case 'katas':
      model.katas = event.katas;
      return [];
    case 'prompt':
      model.prompt = event.text;
      return [];
    case 'comparison':
      if (event.comparison === null) return notify(model, messages.noComparison, 'quiet');
      model.comparison = event.comparison;
      return toPage(model, 'compare');
    case 'editor':
      return editorSays(model, event, look);
    case 'leave':
      break;
  }
  return [{ type: 'quit', code: event.code }];
}

/** A verdict is what the learner waits for; only a search that is being typed is not interrupted. */
function backToVerdict(model: Model): readonly Effect[] {
  return model.page === 'list' && model.list.isSearching ? [] : toPage(model, 'verdict');
}

function opened(model: Model, kata: Kata, look: Look): readonly Effect[] {
  Object.assign(model, { kata, run: undefined, last: undefined, problem: undefined, broke: undefined });
  model.isSearching = false;
  Object.assign(model, { comparison: undefined, detail: 'first', structureDetail: undefined, notices: [] });
  toPage(model, 'verdict');
  if (model.hasKeys && model.progressOf(kata.slug).attempts === 0)
    notify(model, look.messages.firstTime('p'), 'good');
  return [{ type: 'judge', force: true }];
}

function runStarted(model: Model, event: Extract<WatchEvent, { type: 'run-started' }>): readonly Effect[] {
  model.run = {
    id: event.run,
    candidate: event.candidate,
    stage: event.first,
    stages: new Map(),
    findings: [],
  };
  model.problem = undefined;
  model.isSearching = false;
  return [];
}

function takeNews(run: LiveRun, event: Extract<WatchEvent, { type: 'judging' }>['event']): void {
  switch (event.type) {
    case 'stage-started':
      run.stage = event.stage;
      if (!run.stages.has(event.stage)) run.stages.set(event.stage, []);
      return;
    case 'test': {
      const known = run.stages.get(event.stage) ?? [];
      if (!Array.isArray(known)) return;
      known.push(event.test);
      run.stages.set(event.stage, known);
      return;
    }
    case 'stage':
      run.stages.set(event.stage.slug, event.stage);
      return;
    case 'findings':
      run.findings = event.findings;
      return;
    case 'quick':
      // Told as a verdict.
      return;
  }
}

function judged(model: Model, event: Extract<WatchEvent, { type: 'judged' }>, look: Look): readonly Effect[] {
  const { verdict, candidate } = event;
  const stages = model.kata.definition.stages;
  const before = stages.indexOf(currentStage(model));
  const hadPassed = model.last?.verdict.outcome === 'pass';
  const clock = new Date().toLocaleTimeString('en-GB');
  const isFirst = model.last === undefined;
  Object.assign(model, {
    run: undefined,
    problem: undefined,
    broke: undefined,
    last: { verdict, candidate, clock },
  });
  if (!isFirst || verdict.outcome === 'pass') model.notices = [];
  const focus = focusOf(model.kata.definition, verdict);
  if (verdict.outcome === 'error') return backToVerdict(model);
  if (!isFirst && focus !== undefined && stages.indexOf(focus) > before) {
    notify(model, look.messages.nextStage(say(focus.title, look)), 'good');
  }
  backToVerdict(model);
  if (verdict.outcome === 'pass' && !hadPassed) model.scroll = 0;
  return [{ type: 'record-verdict', verdict }];
}

function searched(model: Model, event: Extract<WatchEvent, { type: 'searched' }>): readonly Effect[] {
  const { last } = model;
  if (last?.candidate !== event.candidate || model.run !== undefined) return [];
  model.last = { ...last, verdict: event.verdict };
  model.isSearching = !event.isOver;
  return [];
}

/** The learner may look at something else by now: a pass that is none any more is said on every page. */
function turned(model: Model, event: Extract<WatchEvent, { type: 'turned' }>, look: Look): readonly Effect[] {
  const { last } = model;
  if (last?.candidate !== event.candidate || model.run !== undefined) return [];
  model.last = { ...last, verdict: event.verdict };
  model.isSearching = false;
  backToVerdict(model);
  notify(model, look.messages.turned, 'bad');
  return [{ type: 'record-verdict', verdict: event.verdict }];
}

function recorded(model: Model, verdict: Verdict, look: Look): readonly Effect[] {
  if (verdict.outcome !== 'pass' || verdict.kata !== model.kata.slug) return [];
  const { attempts, hints } = model.progressOf(verdict.kata);
  const taken = Object.values(hints).reduce((sum, n) => sum + n, 0);
  if (attempts > 0) notify(model, look.messages.firstPass(attempts, taken), 'good');
  return model.katas.every((kata) => isDone(kata, model.progressOf(kata.slug)))
    ? notify(model, look.messages.allDone, 'good')
    : [];
}

function editorSays(
  model: Model,
  event: Extract<WatchEvent, { type: 'editor' }>,
  look: Look,
): readonly Effect[] {
  const { messages } = look;
  if (event.outcome === 'none') return notify(model, messages.noEditor(event.text), 'warn');
  if (event.outcome === 'failed') return notify(model, event.text, 'warn');
  if (event.outcome === 'opened') return notify(model, messages.opened(event.text), 'quiet');
  return [{ type: 'judge', force: false }];
}
