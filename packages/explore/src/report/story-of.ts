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

/** Tells a failing run as a story. */
export function storyOf(record: RunRecord, options: StoryOptions = {}): Story {
  const { failure, token, isMinimal, trace, confirmed, history } = record;
  const places = new PlaceReader(options);
  const lanes = [...new Set([...(options.lanes ?? []), ...trace.map(({ task }) => task)])];
  const blocked = (record.blocked ?? []).map((one) => blockedStory(one, trace, places));
  const [message = '', ...more] = failure.message.split('\n');
  const isTold = blocked.length > 0 && (failure.kind === 'deadlock' || failure.kind === 'livelock');
  const detail = more.join('\n').trimEnd();
  return {
    version: 1,
    kind: failure.kind,
    sentence: isTold
      ? stuckSentence(failure.kind === 'deadlock', record.blocked ?? [], trace)
      : message.replace(new RegExp(`^${failure.kind}: `, 'u'), ''),
    // Who is blocked is told on its own.
    ...(detail !== '' && blocked.length === 0 ? { detail } : {}),
    lanes,
    steps: stepsOf(trace, { lanes, places, blocked: record.blocked ?? [], isLeak: failure.kind === 'leak' }),
    ...(options.invariant === undefined ? {} : { invariant: options.invariant }),
    blocked,
    ...(history ? { history: historyStory(history.operations, history.why) } : {}),
    token,
    ...(options.replay ? { replay: options.replay(token) } : {}),
    deviations: parseToken(token).length,
    isMinimal,
    ...(record.explored ? { explored: exploredOf(record.explored) } : {}),
    ...(confirmed ? { confirmed: { real: confirmed.real, of: confirmed.of } } : {}),
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

interface StepContext {
  readonly lanes: readonly string[];
  readonly places: PlaceReader;
  readonly blocked: readonly RecordedBlocked[];
  readonly isLeak: boolean;
}

function stepsOf(
  trace: readonly RecordedStep[],
  { lanes, places, blocked, isLeak }: StepContext,
): StoryStep[] {
  return trace.map((step, at) => {
    const { task, op, on, value, state, deviation, instead } = step;
    const lane = lanes.indexOf(task);
    const isLastOfLane = trace.findLastIndex((other) => other.task === task) === at;
    const isStuck = blocked.some((one) => one.task === task && one.state !== 'repeating');
    const note = isLastOfLane && isStuck ? (isLeak ? LEFT : FOREVER) : state === 'waits' ? WAITS : undefined;
    const other = instead === undefined ? -1 : lanes.indexOf(instead);
    return {
      lane,
      text: textOf(op, on, value),
      ...places.read(step, 'place'),
      isSwitch: at > 0 && trace[at - 1]?.task !== task,
      ...(deviation === undefined ? {} : { deviation }),
      ...(other < 0 ? {} : { instead: other }),
      ...(note === undefined ? {} : { note }),
    };
  });
}

const FOREVER: Words = { en: 'waits for ever', zh: '永远等待' };
const LEFT: Words = { en: 'still waits at the end', zh: '到结束时仍在等待' };
const WAITS: Words = { en: 'has to wait', zh: '需要等待' };

function textOf(op: string, on: string, value: string | undefined): string {
  switch (op) {
    case 'call':
      return `${on}(${value ?? ''})`;
    case 'return':
      return value === undefined || value === 'undefined' ? `${on}() returns` : `${on}() returns ${value}`;
    case 'throw':
      return `${on}() throws ${value ?? ''}`;
    default:
      return [op, on, value ?? ''].filter((part) => part !== '').join(' ');
  }
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
    const source = this.#linesOf(file)[line - 1]?.trim();
    const told: StoryPlace = {
      file: this.#options.fileName?.(file) ?? nameOf(file),
      line,
      ...(column === undefined ? {} : { column }),
      ...(source === undefined || source === '' ? {} : { source }),
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
