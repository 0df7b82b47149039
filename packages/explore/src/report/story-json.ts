import { mismatch, type SchemaOf } from './json-schema.ts';
import type { Story, StoryHistory, StoryPlace } from './story.ts';
import type { Words } from './words.ts';

const string = { type: 'string' } as const;
const boolean = { type: 'boolean' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const number = { type: 'number' } as const;

const words: SchemaOf<Words> = {
  anyOf: [
    string,
    {
      type: 'object',
      additionalProperties: false,
      required: ['en', 'zh'],
      properties: { en: string, zh: string },
    },
  ],
};

const place: SchemaOf<StoryPlace> = {
  type: 'object',
  additionalProperties: false,
  required: ['file', 'line'],
  properties: {
    file: string,
    line: { type: 'integer', minimum: 1 },
    column: { type: 'integer', minimum: 1 },
    source: string,
  },
};

const history: SchemaOf<StoryHistory> = {
  type: 'object',
  additionalProperties: false,
  required: ['operations', 'order', 'misfits'],
  properties: {
    operations: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['who', 'call', 'from', 'isConflict', 'isBreaking'],
        properties: {
          who: string,
          call: string,
          answer: string,
          from: number,
          to: number,
          isConflict: boolean,
          isBreaking: boolean,
        },
      },
    },
    order: { type: 'array', items: string },
    state: string,
    misfits: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['call'],
        properties: { call: string, answer: string, expected: string },
      },
    },
    part: string,
  },
};

/** The JSON Schema of a {@link Story}; the compiler checks that it says what the type says. */
export const storySchema: SchemaOf<Story> = {
  type: 'object',
  additionalProperties: false,
  required: [
    'version',
    'kind',
    'sentence',
    'lanes',
    'steps',
    'blocked',
    'token',
    'deviations',
    'isMinimal',
    'notes',
  ],
  properties: {
    version: { type: 'integer', const: 1 },
    kind: {
      type: 'string',
      enum: ['deadlock', 'livelock', 'leak', 'panic', 'invariant', 'not-linearizable', 'race'],
    },
    sentence: words,
    detail: words,
    lanes: { type: 'array', items: string },
    steps: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['lane', 'text', 'isSwitch'],
        properties: {
          lane: count,
          text: string,
          place,
          isSwitch: boolean,
          deviation: { type: 'string', enum: ['preemption', 'same turn', 'early timer'] },
          instead: count,
          omittedBefore: count,
          note: words,
        },
      },
    },
    invariant: words,
    blocked: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['who', 'waitsFor'],
        properties: { who: string, waitsFor: words, waitsAt: place, startedAt: place },
      },
    },
    history,
    token: string,
    replay: string,
    deviations: count,
    isMinimal: boolean,
    explored: {
      type: 'object',
      additionalProperties: false,
      required: ['schedules', 'ms', 'completeBound', 'isExhausted', 'seed'],
      properties: {
        schedules: count,
        ms: number,
        completeBound: { type: 'integer', minimum: -1 },
        isExhausted: boolean,
        seed: number,
      },
    },
    confirmed: {
      type: 'object',
      additionalProperties: false,
      required: ['real', 'of'],
      properties: { real: count, of: count },
    },
    notes: { type: 'array', items: words },
  },
};

/** One line of JSON. */
export function storyToJson(story: Story): string {
  return JSON.stringify(story);
}

/**
 * Reads a story that was written with {@link storyToJson}.
 * @throws {StoryError} for a text that is none
 */
export function storyFromJson(json: string): Story {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new StoryError('the text is no JSON', { cause });
  }
  const wrong = mismatch(value, storySchema, 'story') ?? strayLane(value as Story);
  if (wrong !== undefined) throw new StoryError(wrong);
  return value as Story;
}

function strayLane({ steps, lanes }: Story): string | undefined {
  const stray = steps.findIndex(({ lane, instead = 0 }) => Math.max(lane, instead) >= lanes.length);
  return stray < 0 ? undefined : `story.steps[${stray}] is of a lane that does not exist`;
}

export class StoryError extends Error {
  override name = 'StoryError';

  constructor(message: string, options?: ErrorOptions) {
    super(`report: ${message}`, options);
  }
}
