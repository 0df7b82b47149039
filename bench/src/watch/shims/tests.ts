// What a hidden suite imports from `vitest`, collected without running anything: each watch mode registers these
// with its own runner.
export interface CollectedTest {
  readonly name: string;
  readonly timeout: number;
  readonly body: () => void | Promise<void>;
}

export const collected: CollectedTest[] = [];

interface Options {
  readonly timeout?: number;
}

export function test(name: string, options: Options, body: () => void | Promise<void>): void {
  collected.push({ name, timeout: options.timeout ?? 5000, body });
}

/** What the grader provides to a suite; the same for every contender. */
export function inject(key: string): unknown {
  return { seed: 1, testMs: 5000, depth: process.env['BENCH_DEPTH'] ?? 'full' }[key];
}
