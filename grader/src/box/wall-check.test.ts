import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { seccompFilter } from './seccomp.ts';
import { checkWalls } from './wall-check.ts';

const hasBox = process.platform === 'linux' && spawnSync('bwrap', ['--version']).status === 0;
const why = hasBox ? '' : ' (skipped: bubblewrap is not installed)';

describe(`the walls of the box${why}`, { timeout: 30_000 }, () => {
  test.skipIf(!hasBox)('all stand, or the machine is named that lets nobody build them', async () => {
    const { holds, holes } = await checkWalls();
    if (holds) expect(holes).toEqual([]);
    else expect(holes[0]?.en).toMatch(/user namespaces|could not be built/);
    // A machine that can is not let off: CI grades strangers there.
    if (process.getuid?.() === 0) expect(holes).toEqual([]);
  });

  test('are all missing without a box', async () => {
    const { holds, holes } = await checkWalls({ sandbox: 'none' });
    expect(holds).toBe(false);
    const said = holes.map(({ en }) => en).join('\n');
    for (const what of [
      'network',
      'listen',
      'files',
      'processes',
      'start a process',
      'signals',
      'environment',
    ])
      expect(said, what).toContain(what);
  });
});

describe('the filter of system calls', () => {
  test('is a program of eight bytes an instruction, that jumps nowhere outside of itself', () => {
    const filters = ['x64', 'arm64'].flatMap((architecture) =>
      [false, true].map((loopback) => ({ architecture, bytes: seccompFilter(architecture, { loopback }) })),
    );
    for (const { architecture, bytes } of filters) {
      const count = bytes.length / 8;
      expect(Number.isInteger(count)).toBe(true);
      expect(count).toBeGreaterThan(100);
      const view = new DataView(bytes.buffer);
      for (let at = 0; at < count; at += 1) {
        const furthest = at + 1 + Math.max(view.getUint8(at * 8 + 2), view.getUint8(at * 8 + 3));
        expect(furthest, `instruction ${at} of ${architecture}`).toBeLessThan(
          count + (at === count - 1 ? 1 : 0),
        );
      }
      expect(view.getUint32((count - 1) * 8 + 4, true), 'the last one refuses').toBe(0x0005_0001);
    }
  });

  test('is not made for a processor whose calls are not known', () => {
    expect(() => seccompFilter('riscv64')).toThrow('no system calls are known for riscv64');
  });
});
