import { rmSync } from 'node:fs';
import type { StageVerdict, TestVerdict } from '@katas/kata';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from '../grader-digest.ts';
import { KataJudge } from '../kata-judge.ts';
import { VitestRunner } from '../runner/vitest-runner.ts';
import { brokenPromises, kataForLibraries, parseLibrary, type Library } from './library.ts';
import { TemplateKata } from './rig/template-kata.ts';
import { verifyKata } from './verification.ts';

const IMPORT = "import { Pool } from 'tarn';\n";

describe('the first lines of an adapter', () => {
  test('name the library and each test that fails, with the reason', () => {
    const source = [
      '// library: tarn',
      '// deviates: waiters are served in order',
      '// because: it wakes the last one first',
      '// deviates: close fails those who wait',
      '// because: its destroy waits for them',
      '// An adapter.',
      IMPORT,
    ].join('\n');
    expect(parseLibrary(source)).toEqual({
      name: 'tarn',
      deviations: [
        { test: 'waiters are served in order', because: 'it wakes the last one first' },
        { test: 'close fails those who wait', because: 'its destroy waits for them' },
      ],
    });
  });

  test('may name no deviation, and a module of the package', () => {
    expect(parseLibrary("// library: @scope/pool\nimport '@scope/pool/sub.js';\n")).toEqual({
      name: '@scope/pool',
      deviations: [],
    });
  });

  test('may name the stages that the library has something for', () => {
    const library = parseLibrary(`// library: tarn\n// stages: bound, waiting\n${IMPORT}`);
    expect(library).toEqual({ name: 'tarn', stages: ['bound', 'waiting'], deviations: [] });
  });

  const wrong: readonly [string, string, string][] = [
    ['no library', IMPORT, 'its first line must be `// library: <package>`'],
    ['two libraries', `// library: tarn\n// library: pool\n${IMPORT}`, 'it names two libraries'],
    [
      'a reason is missing',
      `// library: tarn\n// deviates: a\n${IMPORT}`,
      'no `// because:` follows `// deviates: a`',
    ],
    [
      'a reason is missing before the next test',
      `// library: tarn\n// deviates: a\n// deviates: b\n// because: c\n${IMPORT}`,
      'no `// because:` follows `// deviates: a`',
    ],
    [
      'an empty reason',
      `// library: tarn\n// deviates: a\n// because:\n${IMPORT}`,
      '`// because:` says nothing',
    ],
    ['a reason for nothing', `// library: tarn\n// because: a\n${IMPORT}`, 'must follow a `// deviates:`'],
    [
      'a test twice',
      `// library: tarn\n// deviates: a\n// because: b\n// deviates: a\n// because: c\n${IMPORT}`,
      'it names the test "a" twice',
    ],
    ['another import', "// library: tarn\nimport { Pool } from 'tarnish';\n", 'it does not import tarn'],
  ];
  test.for(wrong)('are refused: %s', ([, source, says]) => {
    expect(parseLibrary(source)).toContain(says);
  });
});

function told(name: string, outcome: TestVerdict['outcome']): TestVerdict {
  return {
    sentence: { en: name, zh: name },
    outcome,
    ...(outcome === 'fail' && { message: 'it is not so' }),
  };
}

function stage(tests: readonly TestVerdict[], more: Partial<StageVerdict> = {}): StageVerdict {
  const run = tests.filter(({ outcome }) => outcome === 'pass' || outcome === 'fail').length;
  return {
    slug: 'one',
    title: { en: 'One', zh: '一' },
    outcome: tests.every(({ outcome }) => outcome === 'pass') ? 'pass' : 'fail',
    expected: Math.max(1, tests.length),
    run,
    tests: [...tests],
    durationMs: 1,
    ...more,
  };
}

const limited = { outcome: 'limit', limit: 'loop', message: { en: 'a loop', zh: '循环' } } as const;

describe('the verdict on a library', () => {
  const library = (...tests: string[]): Library => ({
    name: 'tarn',
    deviations: tests.map((name) => ({ test: name, because: 'it is so' })),
  });

  test('is as promised when exactly the listed tests fail', () => {
    expect(brokenPromises(library('b'), [stage([told('a', 'pass'), told('b', 'fail')])])).toEqual([]);
    expect(brokenPromises(library(), [stage([told('a', 'pass')])])).toEqual([]);
  });

  test('is as promised when a listed test ends the stage, whatever came after it', () => {
    const after = stage([told('a', 'pass'), told('b', 'limit'), told('c', 'not-run')], limited);
    expect(brokenPromises(library('b'), [after])).toEqual([]);
    expect(brokenPromises(library('b', 'c'), [after])).toEqual([]);
  });

  const broken: readonly [string, Library, StageVerdict, string][] = [
    [
      'an unlisted test fails',
      library(),
      stage([told('a', 'fail')]),
      'the test "a" fails, and no `// deviates:`',
    ],
    [
      'an unlisted test reaches a limit',
      library(),
      stage([told('a', 'limit')], limited),
      'the test "a" fails',
    ],
    [
      'a listed test passes',
      library('a'),
      stage([told('a', 'pass')]),
      'the test "a" passes, although "it is so"',
    ],
    ['a listed test does not exist', library('x'), stage([told('a', 'pass')]), 'no test is called "x"'],
    [
      'a stage does not load',
      library(),
      stage([], { outcome: 'error', message: { en: 'no such package', zh: '' } }),
      'stage one did not load: no such package',
    ],
    [
      'tests are missing',
      library(),
      stage([told('a', 'pass')], { outcome: 'unknown', expected: 2 }),
      'declares 2 tests in kata.ts and ran 1',
    ],
    [
      'a limit was reached outside of the tests',
      library('a'),
      stage([told('a', 'not-run')], limited),
      'ended with the limit "loop" outside of its tests',
    ],
    [
      'something was thrown outside of the tests',
      library(),
      stage([told('a', 'pass')], { outcome: 'fail', message: { en: 'thrown in a timer', zh: '' } }),
      'stage one: thrown in a timer',
    ],
  ];
  test.for(broken)('is no proof when %s', ([, promise, verdict, says]) => {
    expect(brokenPromises(promise, [verdict]).join('\n')).toContain(says);
  });
});

// Counts with the width of a text.
const ADAPTER = `// library: string-width
import stringWidth from 'string-width';

const made = new Map<Counter, string>();

export class Counter {
  next(): number {
    made.set(this, (made.get(this) ?? '') + 'x');
    return this.value;
  }
  get value(): number {
    return stringWidth(made.get(this) ?? '');
  }
}
`;

describe('kata verify with libraries', { timeout: 60_000 }, () => {
  const judge = new KataJudge(new VitestRunner({ root: ROOT }));
  afterAll(() => judge.close());
  let kata: TemplateKata;
  beforeEach(() => {
    kata = new TemplateKata();
    rmSync(kata.path('rejected'), { recursive: true });
    rmSync(kata.path('accepted'), { recursive: true });
    kata.edit('kata.ts', (text) =>
      text.replace('allow: []', "allow: [] }, { rule: 'no-builtins', names: ['Map']"),
    );
  });
  afterEach(() => kata.remove());

  async function libraryProblems(adapter: string): Promise<string[]> {
    kata.write('libraries/width.ts', adapter);
    const found: string[] = [];
    let seen = 0;
    await verifyKata({
      kata: await kata.load(),
      judges: [judge],
      runs: 1,
      on: ({ subject, problems }) => {
        if (subject !== 'libraries/width.ts') return;
        seen += 1;
        found.push(...problems);
      },
    });
    expect(seen, 'proofs of the library').toBe(1);
    return found;
  }

  test('imports the package, uses forbidden builtins, and is judged by the tests alone', async () => {
    expect(await libraryProblems(ADAPTER)).toEqual([]);
  });

  test('is red for a failure that is not listed, and green once it is', async () => {
    const late = ADAPTER.replace("?? '');\n  }\n}", "?? 'y');\n  }\n}");
    expect((await libraryProblems(late)).join('\n')).toContain(
      'the test "a new counter stands at 0" fails, and no `// deviates:` says so',
    );
    const header = '// deviates: a new counter stands at 0\n// because: it begins with one column\n';
    expect(await libraryProblems(late.replace('import', `${header}import`))).toEqual([]);
  });

  test('runs only the stages that the library has something for, and is red for one that is none', async () => {
    const elsewhere = ADAPTER.replace('import', '// stages: sorting\nimport');
    expect(await libraryProblems(elsewhere)).toEqual(['there is no stage "sorting"']);
    kata.edit('kata.ts', (text) =>
      text.replace(/ {2}stages: \[(\s*\{[\s\S]*\},)\n {2}\],/, (_, first: string) => {
        const second = first.replaceAll('counting', 'sorting').replace('1-sorting', '1-counting');
        return `  stages: [${first}${second}],`;
      }),
    );
    const late = elsewhere.replace("?? '');\n  }\n}", "?? 'y');\n  }\n}").replace('sorting', 'counting');
    expect(await libraryProblems(late)).toHaveLength(1);
    expect(await libraryProblems(late.replace('// stages: counting\n', ''))).toHaveLength(2);
  });

  test('is red where the package can not be found', async () => {
    const found = await libraryProblems(ADAPTER.replaceAll('string-width', 'no-such-width'));
    expect(found.join('\n')).toContain(
      "did not load: No test ran: the file threw while it was being loaded. Cannot find package 'no-such-width'",
    );
  });

  test('changes nothing for the solutions of the kata', async () => {
    const { definition } = await kata.load();
    const loaded = await kata.load();
    kataForLibraries(loaded, ADAPTER);
    expect(loaded.definition).toEqual(definition);
  });
});
