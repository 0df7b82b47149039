// Loaded by vitest inside the process that runs a suite: reports every test the moment it ends.
import type { TestMeta } from '@katas/kata/suite';
import { TestRunner, type RunnerTestCase, type RunnerTestFile, type RunnerTestSuite } from 'vitest';
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
  #last: RunnerTestCase | undefined;

  onCollected(files: RunnerTestFile[]): void {
    if (reporter().rehearsal) return;
    tellCollected(files.flatMap((file) => testsOf(file.tasks)));
    for (const file of files) {
      const error = file.result?.errors?.[0];
      if (error) reporter().broken(error);
    }
  }

  override async onBeforeRunSuite(suite: RunnerTestSuite): Promise<void> {
    await super.onBeforeRunSuite(suite);
    const { rehearsal } = reporter();
    if (rehearsal && suite.file === suite) this.#rehearse(suite.file, rehearsal);
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test);
    await this.#before.get(test)?.();
    reporter().start(test.name);
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    await TestRunner.getTestFn(this.#originals.get(test) ?? test)();
  }

  override onAfterRunTask(test: RunnerTestCase): void {
    super.onAfterRunTask(test);
    reporter().end(test.name, test.result);
    if (test === this.#last) void reporter().rehearsal?.end();
  }

  #rehearse(file: RunnerTestFile, rehearsal: Rehearsal): void {
    const tests = testsOf(file.tasks);
    const [first] = tests;
    this.#last = tests.at(-1);
    if (first === undefined) throw new Error('a suite without tests can not be rehearsed');
    const before = (test: RunnerTestCase, act: () => Promise<void>): void => void this.#before.set(test, act);
    const copy = (test: RunnerTestCase): RunnerTestCase => {
      const made = { ...test };
      this.#originals.set(made, test);
      return made;
    };
    const order = rehearsal.order(tests, copy, before);
    before(first, async () => {
      try {
        await rehearsal.standBy();
      } catch (error) {
        reporter().broken(error instanceof Error ? error : { message: String(error) });
        await rehearsal.end();
        // The process has nothing more to do, and is killed.
        await new Promise(() => {});
      }
      tellCollected(tests);
    });
    file.tasks = order;
  }
}
