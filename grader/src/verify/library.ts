import { builtinModules } from 'node:module';
import type { Kata, StageVerdict } from '@katas/kata';

/** What the first lines of an adapter promise: whose library it runs, and where that departs from the prompt. */
export interface Library {
  /** The package: `tarn`. */
  readonly name: string;
  /** Slugs of the stages that it has something for; undefined: all. */
  readonly stages?: readonly string[];
  readonly deviations: readonly Deviation[];
}

interface Deviation {
  /** The English sentence of the test that must fail. */
  readonly test: string;
  readonly because: string;
}

const LINE = /^\/\/ *(library|stages|deviates|because): *(.*?) *$/;
const IMPORT = /\b(?:from|import)\s*\(?\s*(['"])([^'"]+)\1/g;

/** Reads the promise; a string says what is wrong with it. */
export function parseLibrary(source: string): Library | string {
  const deviations: Deviation[] = [];
  let name: string | undefined;
  let stages: string[] | undefined;
  let open: string | undefined;
  for (const line of source.split('\n')) {
    const [, key, value = ''] = LINE.exec(line) ?? [];
    if (key === undefined) break;
    if (value === '') return `\`// ${key}:\` says nothing`;
    if (key === 'because') {
      if (open === undefined) return `\`// because: ${value}\` must follow a \`// deviates:\``;
      deviations.push({ test: open, because: value });
      open = undefined;
      continue;
    }
    if (open !== undefined) break;
    if (key === 'deviates') open = value;
    else if (key === 'stages') stages = value.split(/\s*,\s*/);
    else if (name === undefined) name = value;
    else return 'it names two libraries';
  }
  if (name === undefined) return 'its first line must be `// library: <package>`';
  if (open !== undefined) return `no \`// because:\` follows \`// deviates: ${open}\``;
  const twice = deviations.find(
    ({ test }, index) => deviations.findIndex((each) => each.test === test) < index,
  );
  if (twice) return `it names the test "${twice.test}" twice`;
  if (!importsIn(source).some((specifier) => isOf(specifier, name))) return `it does not import ${name}`;
  return { name, ...(stages && { stages }), deviations };
}

function isOf(specifier: string, name: string): boolean {
  return specifier === name || specifier.startsWith(`${name}/`);
}

function importsIn(source: string): string[] {
  return [...new Set([...source.matchAll(IMPORT)].map((match) => match[2] ?? ''))];
}

/** The kata as libraries are judged by it: its tests, none of its rules, and whatever the adapter imports. */
export function kataForLibraries(kata: Kata, source: string): Kata {
  const { definition } = kata;
  const [first, ...rest] = definition.stages.map((stage) => ({ ...stage, structure: [] }));
  if (!first) throw new Error(`${kata.slug} has no stage`);
  const allow = importsIn(source).flatMap(packageAndModule);
  return {
    ...kata,
    definition: {
      ...definition,
      // What a library has nothing for need not be there; what is missed all the same fails its tests.
      exports: [],
      structure: [{ rule: 'imports', allow }],
      stages: [first, ...rest],
    },
  };
}

/** `a/b` may be told by the path of a file of the package `a`. */
function packageAndModule(specifier: string): string[] {
  if (builtinModules.includes(specifier) || /^(?:node:|[./])/.test(specifier)) return [specifier];
  const parts = specifier.split('/');
  return [specifier, parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')];
}

/** What the first lines name and the kata does not have. */
export function unknownStages({ stages = [] }: Library, kata: Kata): string[] {
  return stages
    .filter((slug) => kata.definition.stages.every((stage) => stage.slug !== slug))
    .map((slug) => `there is no stage "${slug}"`);
}

/** What is wrong with the verdicts on a library; nothing if exactly the promised tests fail. */
export function brokenPromises(library: Library, stages: readonly StageVerdict[]): string[] {
  const tests = stages.flatMap((stage) => stage.tests);
  const promised = new Map(library.deviations.map(({ test, because }) => [test, because]));
  const known = new Set(tests.map((test) => test.sentence.en));
  return [
    ...stages.flatMap((stage) => notTold(stage, promised)),
    ...tests
      .filter(
        (test) => (test.outcome === 'fail' || test.outcome === 'limit') && !promised.has(test.sentence.en),
      )
      .map(
        (test) => `the test "${test.sentence.en}" fails, and no \`// deviates:\` says so: ${test.message}`,
      ),
    ...library.deviations
      .filter(({ test }) => !known.has(test))
      .map(({ test }) => `no test is called "${test}"`),
    ...library.deviations
      .filter(({ test }) => known.has(test) && passes(test, stages))
      .map(({ test, because }) => `the test "${test}" passes, although "${because}"`),
  ];
}

function passes(name: string, stages: readonly StageVerdict[]): boolean {
  return stages.every((stage) =>
    stage.tests.every((test) => test.sentence.en !== name || test.outcome === 'pass'),
  );
}

/** What a stage says beside its tests. A limit ends the stage: the tests after it have no answer, which is none against it. */
function notTold(stage: StageVerdict, promised: ReadonlyMap<string, string>): string[] {
  const said = stage.message?.en ?? stage.outcome;
  if (stage.limit !== undefined) {
    const culprit = stage.tests.find((test) => test.outcome === 'limit');
    return culprit
      ? []
      : [`stage ${stage.slug} ended with the limit "${stage.limit}" outside of its tests: ${said}`];
  }
  if (stage.tests.length === 0) return [`stage ${stage.slug} did not load: ${said}`];
  const missing = stage.tests.filter((test) => test.outcome === 'not-run' && !promised.has(test.sentence.en));
  if (missing.length > 0 || stage.run !== stage.expected)
    return [`stage ${stage.slug} declares ${stage.expected} tests in kata.ts and ran ${stage.run}`];
  const isTold = stage.outcome === 'pass' || stage.tests.some((test) => test.outcome === 'fail');
  return isTold && stage.message === undefined ? [] : [`stage ${stage.slug}: ${said}`];
}
