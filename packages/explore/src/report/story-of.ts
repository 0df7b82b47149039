import { parseToken } from '../core/token.ts';
import { atMost, MOST } from './bounded-text.ts';
import { historyStory } from './history-story.ts';
import { type PlaceOptions, PlaceReader } from './place-reader.ts';
import type { RunRecord } from './run-record.ts';
import { ownSteps, stepsOf } from './step-story.ts';
import type { Story } from './story.ts';
import { blockedStory, stuckSentence } from './stuck-story.ts';
import type { Words } from './words.ts';

export interface StoryOptions extends PlaceOptions {
  /** Names of the columns, in their order; default: in the order in which they first do something. */
  readonly lanes?: readonly string[];
  /** The command that replays a token; default: none is shown. */
  readonly replay?: (token: string) => string;
  /** The invariant that broke, as its author states it. */
  readonly invariant?: Words;
  readonly notes?: readonly Words[];
}

/** Tells a failing run as a story. */
export function storyOf(record: RunRecord, options: StoryOptions = {}): Story {
  const { failure, token, isMinimal, confirmed, history } = record;
  const places = new PlaceReader(options);
  const lanes = [...new Set([...(options.lanes ?? []), ...ownSteps(record).map(({ task }) => task)])];
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
    steps: stepsOf(record, lanes, places),
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
function sentenceOf(record: RunRecord): Words {
  const { kind, message } = record.failure;
  if (record.history)
    return { en: 'no order of the calls explains every answer', zh: '没有任何调用顺序能解释所有的返回值' };
  const stuck = stuckSentence(record);
  if (stuck !== undefined) return stuck;
  const [first = ''] = message.split('\n');
  return atMost(MOST.sentence, first.startsWith(`${kind}: `) ? first.slice(kind.length + 2) : first);
}
