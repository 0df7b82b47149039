import { z } from 'zod';

// One data structure, many skins: the screen, JSON, JUnit, SARIF and annotations all render this.

const text = z.strictObject({ en: z.string(), zh: z.string() });

const place = z
  .strictObject({
    line: z.int().min(1),
    column: z.int().min(1),
    endLine: z.int().min(1),
    endColumn: z.int().min(1),
  })
  .describe('A range in the solution; lines and columns from 1, columns in UTF-16 units.');

const outcome = z
  .enum(['pass', 'fail', 'error', 'limit', 'unknown'])
  .describe(
    'pass; fail: a test or a rule; error: the file can not be judged (not an attempt); limit: time, memory or output; unknown: no answer was reached.',
  );

const limitKind = z.enum(['loop', 'unsettled', 'time', 'memory', 'output', 'exit', 'crash']);

const mistake = z
  .strictObject({
    slug: z.string(),
    name: text.describe('As it follows "this behaves like".'),
    says: text,
    hint: z
      .strictObject({ stage: z.string(), number: z.int().min(1) })
      .describe('The hint that says more: a stage and the number of its hint, from 1.'),
  })
  .describe('A known mistake that the failure has the signature of.');

const story = z
  .looseObject({ version: z.literal(1), kind: z.string(), token: z.string() })
  .describe(
    'The failing schedule as packages/explore tells it: lanes, steps with the places, who waits for what.',
  );

const test = z.strictObject({
  sentence: text.describe('The invariant, as a sentence.'),
  outcome: z.enum(['pass', 'fail', 'limit', 'not-run']),
  message: z.string().optional().describe('What went wrong, without any code of the hidden tests.'),
  diff: z.string().optional().describe('Expected and received, as vitest shows them, without colour.'),
  input: z.string().optional().describe('The smallest input that shows the failure.'),
  place: place.optional().describe("The learner's own line, where one was on the stack."),
  output: z.string().optional().describe('What the solution printed during this test.'),
  durationMs: z.number().min(0).optional(),
  mistake: mistake.optional(),
  story: story.optional(),
  replay: z.string().optional().describe('Repeats the failing schedule: `kata replay <kata> <replay>`.'),
  passesOnStub: z.string().optional().describe('For authors: why this test may pass on the stub.'),
});

const explored = z
  .strictObject({
    programs: z.int().min(1).describe('How many small programs were run under many schedules.'),
    schedules: z.int().min(0),
    bound: z
      .int()
      .min(-1)
      .optional()
      .describe(
        'Each program was run under every schedule with so many deviations; absent: under all there are.',
      ),
  })
  .describe('What was explored, where suites explore schedules.');

const stage = z.strictObject({
  slug: z.string(),
  title: text,
  outcome,
  message: text.optional().describe('Why the stage has this outcome, where no test says it.'),
  limit: limitKind.optional(),
  place: place.optional(),
  expected: z.int().min(1).describe('How many tests the stage has.'),
  run: z.int().min(0).describe('How many of them ran to an answer.'),
  tests: z.array(test),
  explored: explored.optional(),
  output: z.string().optional().describe('What the solution printed outside of any test.'),
  durationMs: z.number().min(0),
});

const finding = z.strictObject({
  rule: z.string(),
  stage: z.string().optional().describe('The stage whose rule it is; absent: it holds in all stages.'),
  sentence: text,
  why: text,
  message: text,
  hint: text,
  place,
});

const types = z
  .strictObject({
    errors: z.array(
      z.strictObject({
        code: z.int().describe("TypeScript's number of the error."),
        message: z.string().describe("TypeScript's own words."),
        place,
      }),
    ),
    note: text.optional().describe('Why types were not checked.'),
  })
  .describe('Type errors of the file: they are told beside its behaviour and fail nothing.');

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

export const verdictSchema = z
  .strictObject({
    version: z.literal(3).describe("The version of Exercism's results.json that this is a superset of."),
    status: z.enum(['pass', 'fail', 'error']).describe("Exercism's three-valued outcome."),
    message: z
      .string()
      .nullable()
      .describe("Exercism's: why there is no list of tests, where status is error."),
    tests: z
      .array(
        z.strictObject({
          name: z.string(),
          status: z.enum(['pass', 'fail', 'error']),
          message: z.string().nullable(),
          output: z.string().nullable(),
          task_id: z.int(),
        }),
      )
      .describe("Exercism's flat list; task_id is the number of the stage, from 1."),
    kata: z.string(),
    solution: z.string().describe('The path of the solution as the user would type it.'),
    outcome,
    problem: z
      .strictObject({ kind: z.string(), text, place: place.optional() })
      .optional()
      .describe('Why the file can not be judged, where outcome is error.'),
    stages: z.array(stage),
    findings: z.array(finding),
    types: types.optional(),
    explored: explored.optional(),
    seed: z.int().describe('Seed of every random choice of the run; --seed repeats it.'),
    digests: z.strictObject({ grader: digest, suite: digest, solution: digest.optional() }),
    durationMs: z.number().min(0),
  })
  .describe('What the grader says of one solution of one kata.');

export type Verdict = z.infer<typeof verdictSchema>;
export type Outcome = z.infer<typeof outcome>;
export type LimitKind = z.infer<typeof limitKind>;
export type StageVerdict = z.infer<typeof stage>;
export type TestVerdict = z.infer<typeof test>;
export type MistakeVerdict = z.infer<typeof mistake>;
export type ExploredVerdict = z.infer<typeof explored>;
export type FindingVerdict = z.infer<typeof finding>;
export type TypesVerdict = z.infer<typeof types>;

/** The JSON Schema of a verdict, for editors, boards and CI that do not run our code. */
export function verdictJsonSchema(): object {
  return z.toJSONSchema(verdictSchema, { target: 'draft-2020-12' });
}
