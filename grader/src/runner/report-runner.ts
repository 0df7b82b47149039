// Loaded by vitest inside the process that runs a suite: reports every test the moment it ends.
import type { TestMeta } from '@katas/kata/suite';
import { TestRunner, type RunnerTestCase, type RunnerTestFile } from 'vitest';
import type { CollectedTest } from './frame.ts';
import { reporter } from './reporter.ts';

type Task = RunnerTestCase | RunnerTestFile | RunnerTestFile['tasks'][number];

function testsOf(tasks: readonly Task[]): RunnerTestCase[] {
  return tasks.flatMap((task) => (task.type === 'test' ? [task] : testsOf(task.tasks)));
}

function collected(name: string, meta: TestMeta): CollectedTest {
  const { zh = name, passesOnStub } = meta;
  return { name, zh, ...(passesOnStub !== undefined && { passesOnStub }) };
}

export default class ReportRunner extends TestRunner {
  onCollected(files: RunnerTestFile[]): void {
    const tests = files.flatMap((file) => testsOf(file.tasks));
    reporter().collected(tests.map((test) => collected(test.name, test.meta)));
    for (const file of files) {
      const error = file.result?.errors?.[0];
      if (error) reporter().broken(error);
    }
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test);
    reporter().start(test.name);
  }

  override onAfterRunTask(test: RunnerTestCase): void {
    super.onAfterRunTask(test);
    reporter().end(test.name, test.result);
  }
}
