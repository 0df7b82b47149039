import { parseToken } from '../core/token.ts';
import { historyStory } from './history-story.ts';
import type { RecordedBlocked, RecordedPlace, RecordedStep, RunRecord } from './run-record.ts';
import type { Story, StoryBlocked, StoryPlace, StoryStep } from './story.ts';
import { say, type Words } from './words.ts';

export interface StoryOptions {
  /** Names of the columns, in their order; default: in the order in which they first do something. */
  readonly lanes?: readonly string[];
  /** The text of a source file; undefined where it is not to be shown. */
  readonly sourceOf?: (file: string) => string | undefined;
  /** How the reader knows a file; default: its name without folders. */
  readonly fileName?: (file: string) => string;
  /** The command that replays a token; default: none is shown. */
  readonly replay?: (token: string) => string;
  /** The invariant that broke, as its author states it. */
  readonly invariant?: Words;
  readonly notes?: readonly Words[];
}

/** UTF-16 units of what a program can make as long as it likes; nobody reads more. */
const MOST = { sentence: 400, detail: 4000, step: 200, source: 300 } as const;

function atMost(most: number, text: string): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

/** Tells a failing run as a story. */
export function storyOf(record: RunRecord, options: StoryOptions = {}): Story {
  const { failure, token, isMinimal, confirmed, history } = record;
  const trace = [...record.trace.filter(isOwnStep), ...stillWaiting(record)];
  const places = new PlaceReader(options);
  const lanes = [...new Set([...(options.lanes ?? []), ...trace.map(({ task }) => task)])];
  const blocked = (record.blocked ?? []).map((one) => blockedStory(one, record.trace, places));
  const [, ...more] = failure.message.split('\n');
  const detail = atMost(MOST.detail, more.join('\n').trimEnd());
  return {
    version: 1,
    kind: failure.kind,
    sentence: sentenceOf(record),
    // Who is blocked, and why there is no order, is told on its own.
    ...(detail !== '' && blocked.length === 0 && history === undefined ? { detail } : {}),
    lanes,
    steps: stepsOf(trace, {
      lanes,
      places,
      blocked: record.blocked ?? [],
      isLeak: failure.kind === 'leak',
      omitted: omittedIn(record),
    }),
    ...(options.invariant === undefined ? {} : { invariant: options.invariant }),
    blocked,
    ...(history ? { history: historyStory(history.operations, history.why) } : {}),
    token,
    ...(options.replay ? { replay: options.replay(token) } : {}),
    deviations: parseToken(token).length,
    isMinimal,
    ...(record.explored ? { explored: exploredOf(record.explored) } : {}),
    ...(confirmed !== undefined && confirmed.of > 0
      ? { confirmed: { real: confirmed.real, of: confirmed.of } }
      : {}),
    notes: options.notes ?? [],
  };
}

function exploredOf({
  schedules,
  ms,
  completeBound,
  isExhausted,
  seed,
}: NonNullable<RunRecord['explored']>): NonNullable<Story['explored']> {
  return { schedules, ms, completeBound, isExhausted, seed };
}

/** In both languages where the explorer says it by itself; else the program's own words. */
function sentenceOf({ failure, blocked = [], trace, history }: RunRecord): Words {
  const { kind, message } = failure;
  if (history)
    return { en: 'no order of the calls explains every answer', zh: '没有任何调用顺序能解释所有的返回值' };
  if (blocked.length > 0 && (kind === 'deadlock' || kind === 'livelock')) {
    return stuckSentence(kind === 'deadlock', blocked, trace);
  }
  const [first = ''] = message.split('\n');
  return atMost(MOST.sentence, first.startsWith(`${kind}: `) ? first.slice(kind.length + 2) : first);
}

interface StepContext {
  readonly lanes: readonly string[];
  readonly places: PlaceReader;
  readonly blocked: readonly RecordedBlocked[];
  readonly isLeak: boolean;
  readonly omitted: RunRecord['omitted'];
}

function stepsOf(trace: readonly RecordedStep[], context: StepContext): StoryStep[] {
  const { lanes, places, omitted } = context;
  return trace.map((step, at) => {
    const { task, deviation, instead } = step;
    const lane = lanes.indexOf(task);
    const isLast = trace.findLastIndex((one) => one.task === task) === at;
    const note = noteOf(step, isLast, context);
    const other = instead === undefined ? -1 : lanes.indexOf(instead);
    return {
      lane,
      text: atMost(MOST.step, textOf(step)),
      ...places.read(step, 'place'),
      isSwitch: at > 0 && trace[at - 1]?.task !== task,
      ...(deviation === undefined ? {} : { deviation }),
      ...(other < 0 ? {} : { instead: other }),
      ...(omitted?.at === at ? { omittedBefore: omitted.count } : {}),
      ...(note === undefined ? {} : { note }),
    };
  });
}

const FOREVER: Words = { en: 'waits for ever', zh: '永远等待' };
const LEFT: Words = { en: 'still waits at the end', zh: '到结束时仍在等待' };
const AGAIN: Words = { en: 'again and again', zh: '反复进行' };
const WAITS: Words = { en: 'has to wait', zh: '需要等待' };

/** That the explorer starts the program is no step of the program. */
function isOwnStep({ task, op }: RecordedStep): boolean {
  return !(task === 'clock' && op === 'go');
}

/** Where the gap is among the steps that are told. */
function omittedIn({ trace, omitted }: RunRecord): RunRecord['omitted'] {
  return omitted && { count: omitted.count, at: trace.slice(0, omitted.at).filter(isOwnStep).length };
}

/** Who waits for something that is no step, a promise of the program's own, is seen doing so at the end. */
function stillWaiting({ trace, blocked = [] }: RunRecord): RecordedStep[] {
  return blocked.flatMap(({ task, op, on, waitsAt }): RecordedStep[] => {
    const last = trace.findLast((step) => step.task === task);
    if (op === undefined || last === undefined || last.state === 'waits') return [];
    return [{ task, op: op === 'promise' ? 'await' : op, on, state: 'waits', ...waitsAt }];
  });
}

function noteOf(step: RecordedStep, isLast: boolean, { blocked, isLeak }: StepContext): Words | undefined {
  const stuck = isLast ? blocked.find(({ task }) => task === step.task) : undefined;
  if (stuck?.state === 'repeating') return AGAIN;
  if (stuck !== undefined) return isLeak ? LEFT : FOREVER;
  return step.state === 'waits' ? WAITS : undefined;
}

function textOf({ op, on, value, state }: RecordedStep): string {
  // A goroutine that returns is no call of a method.
  const call = on === '' ? '' : `${on}()`;
  switch (op) {
    case 'call':
      return `${on}(${value ?? ''})`;
    case 'return':
      return answer(`${call} returns`, value === 'undefined' ? undefined : value);
    case 'throw':
      return answer(`${call} throws`, value);
    case 'panic':
      return answer('panic:', value);
    default:
      return `${[verbOf(op, on), on].filter((part) => part !== '').join(' ')}${valueText(op, value, state)}`;
  }
}

/** `sync.WaitGroup.Add` on `WaitGroup 1` is an `Add`. */
function verbOf(op: string, on: string): string {
  const [, type, method] = /^(?:\w+\.)?(\w+)\.(\w+)$/u.exec(op) ?? [];
  return type !== undefined && method !== undefined && on.startsWith(type) ? method : op;
}

/** Values that say themselves how they stand to the operation (`→ 0`, `= 1`, `while 0`) are left as they are. */
function valueText(op: string, value: string | undefined, state: RecordedStep['state']): string {
  if (value === undefined || value === '') return '';
  if (/^(?:[→=]|while )/u.test(value)) return ` ${value}`;
  return state === 'goes on' || /recv|receive/u.test(op) ? ` → ${value}` : `: ${value}`;
}

function answer(words: string, value: string | undefined): string {
  return value === undefined || value === '' ? words.trim() : `${words.trim()} ${value}`;
}

function blockedStory(
  blocked: RecordedBlocked,
  trace: readonly RecordedStep[],
  places: PlaceReader,
): StoryBlocked {
  const place = blocked.line === undefined ? blocked.waitsAt : blocked;
  return {
    who: blocked.task,
    waitsFor: waitsFor(blocked, openCall(blocked.task, trace)),
    ...places.read(place ?? {}, 'waitsAt'),
    ...places.read(blocked.startedAt ?? {}, 'startedAt'),
  };
}

/** The call that the task is in, where the trace tells of calls. */
function openCall(task: string, trace: readonly RecordedStep[]): string | undefined {
  const last = trace.findLast((step) => step.task === task && /^(?:call|return|throw)$/u.test(step.op));
  return last?.op === 'call' ? `${last.on}(${last.value ?? ''})` : undefined;
}

/** The same in few words where a call says enough. */
function waitsInShort(blocked: RecordedBlocked, call: string | undefined): Words {
  const isEnough = blocked.state !== undefined && call !== undefined;
  return waitsFor(isEnough ? { task: blocked.task, on: '', state: blocked.state } : blocked, call);
}

function waitsFor({ op, on, value, state }: RecordedBlocked, call: string | undefined): Words {
  const what = [on, value ?? ''].filter((part) => part !== '').join(' ');
  if (state !== undefined) {
    const verb =
      state === 'asleep'
        ? { en: 'sleeps', zh: '睡眠' }
        : { en: 'repeats the same steps', zh: '反复做同样的步骤' };
    const inside = call === undefined ? { en: '', zh: '' } : { en: ` in ${call}`, zh: `在 ${call} 中` };
    if (what === '') return { en: `${verb.en}${inside.en}`, zh: `${inside.zh}${verb.zh}` };
    return { en: `${verb.en}${inside.en}, on ${what}`, zh: `${inside.zh}${verb.zh}（${what}）` };
  }
  if (op === undefined || op === 'promise') {
    return { en: 'waits for a promise that nothing will settle', zh: '等待一个永远不会完成的 Promise' };
  }
  return {
    en: `waits in ${op}${what === '' ? '' : ` on ${what}`}`,
    zh: what === '' ? `在 ${op} 中等待` : `在 ${what} 的 ${op} 中等待`,
  };
}

function stuckSentence(
  isDeadlock: boolean,
  blocked: readonly RecordedBlocked[],
  trace: readonly RecordedStep[],
): Words {
  const [first] = blocked;
  const names = [...new Set(blocked.map(({ task }) => task))];
  const isOne = names.length === 1 && first !== undefined;
  const short = first === undefined ? '' : waitsInShort(first, openCall(first.task, trace));
  const told = {
    en: isOne ? `${first.task} ${say(short, 'en')}` : `${list(names, ' and ')} wait for ever`,
    zh: isOne ? `${first.task} ${say(short, 'zh')}` : `${list(names, ' 和 ')} 永远等待`,
  };
  if (!isDeadlock) {
    return {
      en: isOne ? `${told.en}, and never gets on` : `${list(names, ' and ')} never get on`,
      zh: isOne ? `${told.zh}，没有进展` : `${list(names, ' 和 ')} 一直没有进展`,
    };
  }
  return {
    en: `${told.en}, nobody is left to wake ${isOne ? 'it' : 'them'}`,
    zh: `${told.zh}，没有谁能唤醒${isOne ? '它' : '它们'}`,
  };
}

function list(names: readonly string[], last: string): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')}${last}${names.at(-1)}`;
}

/** Gives places the text of their lines. */
class PlaceReader {
  readonly #options: StoryOptions;
  readonly #files = new Map<string, readonly string[]>();

  constructor(options: StoryOptions) {
    this.#options = options;
  }

  read<Key extends string>(place: Partial<RecordedPlace>, key: Key): { readonly [K in Key]?: StoryPlace } {
    const { file, line, column } = place;
    if (file === undefined || line === undefined) return {};
    const source = atMost(MOST.source, this.#linesOf(file)[line - 1]?.trim() ?? '');
    const told: StoryPlace = {
      file: this.#options.fileName?.(file) ?? nameOf(file),
      line,
      ...(column === undefined ? {} : { column }),
      ...(source === '' ? {} : { source }),
    };
    return { [key]: told } as { readonly [K in Key]: StoryPlace };
  }

  #linesOf(file: string): readonly string[] {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const lines = this.#options.sourceOf?.(file)?.split(/\r\n?|\n/u) ?? [];
    this.#files.set(file, lines);
    return lines;
  }
}

function nameOf(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}
