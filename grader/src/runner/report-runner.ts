// Loaded by vitest inside the process that runs a suite: reports every test the moment it ends.
import type { TestMeta } from '@katas/kata/suite';
import { TestRunner, type RunnerTestCase, type RunnerTestFile, type RunnerTestSuite } from 'vitest';
import type { Batch } from './batch.ts';
import type { CollectedTest } from './frame.ts';
import { reporter } from './reporter.ts';
import type { Rehearsal } from './rehearsal.ts';

type Task = RunnerTestCase | RunnerTestFile | RunnerTestFile['tasks'][number];

function testsOf(tasks: readonly Task[]): RunnerTestCase[] {
  return tasks.flatMap((task) => (task.type === 'test' ? [task] : testsOf(task.tasks)));
}

function collected(name: string, meta: TestMeta): CollectedTest {
  const { zh = name, passesOnStub } = meta;
  return { name, zh, ...(passesOnStub !== undefined && { passesOnStub }) };
}

function tellCollected(tests: readonly RunnerTestCase[]): void {
  reporter().collected(tests.map((test) => collected(test.name, test.meta)));
}

export default class ReportRunner extends TestRunner {
  /** Of a rehearsal: the test that each copy repeats. */
  readonly #originals = new WeakMap<RunnerTestCase, RunnerTestCase>();
  readonly #before = new WeakMap<RunnerTestCase, () => Promise<void>>();
  readonly #rehearsed = new WeakSet<RunnerTestCase>();
  #last: RunnerTestCase | undefined;

  onCollected(files: RunnerTestFile[]): void {
    if (reporter().rehearsal ?? reporter().batch) return;
    tellCollected(files.flatMap((file) => testsOf(file.tasks)));
    for (const file of files) {
      const error = file.result?.errors?.[0];
      if (error) reporter().broken(error);
    }
  }

  override async onBeforeRunSuite(suite: RunnerTestSuite): Promise<void> {
    await super.onBeforeRunSuite(suite);
    if (suite.file !== suite) return;
    const { rehearsal, batch } = reporter();
    if (rehearsal) this.#rehearse(suite.file, rehearsal);
    if (batch) this.#batch(suite.file, batch);
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test);
    await this.#before.get(test)?.();
    if (this.#rehearsed.has(test) && reporter().rehearsal?.isEnough() === true) test.mode = 'skip';
    if (reporter().batch?.isSkipping !== true) reporter().start(test.name);
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    if (reporter().batch?.isSkipping !== true)
      await TestRunner.getTestFn(this.#originals.get(test) ?? test)();
  }

  override onAfterRunTask(test: RunnerTestCase): void {
    super.onAfterRunTask(test);
    if (reporter().batch?.isSkipping !== true) reporter().end(test.name, test.result);
    if (test === this.#last) void reporter().rehearsal?.end('full');
  }

  #batch(file: RunnerTestFile, batch: Batch): void {
    const tests = testsOf(file.tasks);
    const parts = batch.schedule(tests, (test) => this.#copy(test));
    for (const each of parts)
      this.#doBefore(each.tests, async () => {
        await each.begin();
        tellCollected(tests);
      });
    file.tasks = parts.flatMap((each) => each.tests);
  }

  #copy(test: RunnerTestCase): RunnerTestCase {
    // With what is not enumerable: its context.
    const copy = Object.defineProperties({ ...test }, Object.getOwnPropertyDescriptors(test));
    this.#originals.set(copy, test);
    return copy;
  }

  #rehearse(file: RunnerTestFile, rehearsal: Rehearsal): void {
    const tests = testsOf(file.tasks);
    const { rehearsals, quick } = rehearsal.schedule(tests, (test) => this.#copy(test));
    for (const each of rehearsals) {
      for (const test of each.tests) this.#rehearsed.add(test);
      this.#doBefore(each.tests, () => rehearsal.replace(each.reference));
    }
    this.#doBefore(quick, async () => {
      await standBy(rehearsal);
      tellCollected(tests);
    });
    this.#doBefore(tests, async () => {
      await rehearsal.full();
      tellCollected(tests);
    });
    this.#last = tests.at(-1);
    file.tasks = [...rehearsals.flatMap((each) => each.tests), ...quick, ...tests];
  }

  #doBefore([first]: readonly RunnerTestCase[], act: () => Promise<void>): void {
    if (first === undefined) throw new Error('a suite without tests can not be rehearsed');
    this.#before.set(first, act);
  }
}

async function standBy(rehearsal: Rehearsal): Promise<void> {
  try {
    await rehearsal.standBy();
  } catch (error) {
    reporter().broken(error instanceof Error ? error : { message: String(error) });
    await rehearsal.end('full');
    // The process has nothing more to do, and is killed.
    await new Promise(() => {});
  }
}
