import { describe, expect, test } from 'vitest';
import { styles } from '../../zoo/threads/zoo.ts';
import type { ThreadsReport } from './report.ts';
import { threads } from './threads.ts';

interface Counter {
  up(): void;
}

function explore(path: string): Promise<ThreadsReport> {
  return threads<{ Counter: new (memory: SharedArrayBuffer) => Counter }, Counter, SharedArrayBuffer>({
    subject: { path },
    memory: () => new SharedArrayBuffer(16),
    open: ({ Counter }, memory) => new Counter(memory),
    run: { A: [['up']], B: [['up']] },
    final: ({ memory }) => {
      const bytes = new Uint8Array(memory);
      return bytes[0] === 2 ? undefined : `the counter is ${bytes[0]}`;
    },
    races: 'off',
    budget: { ms: 100, confirm: 5 },
  });
}

describe('a lost update, or that there is none, is seen whatever the style', () => {
  test.each(styles().filter(({ verdict }) => !verdict.startsWith('refused')))(
    '$name: $verdict',
    async ({ path, verdict }) => {
      const report = await explore(path);
      const [what, backEnd = 'replay'] = verdict.split(', ');
      expect(report.reason).toBeUndefined();
      expect(report).toMatchObject({ outcome: what === 'pass' ? 'pass' : 'fail', backEnd });
      if (what === 'pass') return;
      expect(report).toMatchObject({
        failure: { kind: 'invariant' },
        isMinimal: true,
        confirmed: { real: 5, of: 5 },
      });
    },
  );
});

describe('what can not be explored is refused with the reason', () => {
  test.each(styles().filter(({ verdict }) => verdict.startsWith('refused')))(
    '$name: $verdict',
    async ({ path, verdict }) => {
      const report = await explore(path);
      expect(report).toMatchObject({ outcome: 'unknown', isRefused: true });
      expect(report.reason).toContain(verdict.replace('refused: ', ''));
    },
  );
});
