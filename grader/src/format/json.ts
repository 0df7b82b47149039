import type { Judged } from './report.ts';

const BY_EXIT_CODE = ['pass', 'fail', 'error'] as const;

/** One verdict is printed as it is; several as `{ status, verdicts }`. */
export function formatJson(judged: readonly Judged[]): string {
  const verdicts = judged.map((each) => each.verdict);
  const [only] = verdicts;
  if (verdicts.length === 1 && only) return `${JSON.stringify(only, null, 2)}\n`;
  const worst = Math.max(0, ...verdicts.map((verdict) => BY_EXIT_CODE.indexOf(verdict.status)));
  return `${JSON.stringify({ status: BY_EXIT_CODE[worst], verdicts }, null, 2)}\n`;
}
