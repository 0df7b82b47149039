import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { TerminalRig } from './rig/terminal-rig.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const KATA = join(ROOT, 'katas', 'set');
/** The whole command starts, and a suite runs, on whatever machine this is. */
const PATIENCE_MS = 120_000;

const rigs: TerminalRig[] = [];
afterEach(() => {
  for (const rig of rigs.splice(0)) rig.kill('SIGKILL');
});

async function open(
  columns: number,
  rows: number,
  lang: string,
): Promise<{ rig: TerminalRig; file: string }> {
  const home = await mkdtemp(join(tmpdir(), 'kata 家 '));
  const rig = new TerminalRig({
    command: process.execPath,
    args: [join(ROOT, 'grader', 'src', 'cli.ts'), '--as', 'me', '--lang', lang, 'watch', 'set'],
    columns,
    rows,
    cwd: ROOT,
    env: { KATA_HOME: home, INIT_CWD: home },
  });
  rigs.push(rig);
  return { rig, file: join(home, 'solutions', 'me', 'set.ts') };
}

describe('kata watch', { timeout: PATIENCE_MS }, () => {
  test('puts a learner in front of a verdict on the stub, and of a true one at each save', async () => {
    const { rig, file } = await open(80, 24, 'en');
    await rig.shows('judged');
    expect(rig.lines[0]).toMatch(/^ set {2}A hash set from nothing +solutions\/me\/set\.ts$/u);
    expect(rig.text).toMatch(/✗ Stage 1 of 3/u);
    expect(await readFile(file, 'utf8')).toBe(await readFile(join(KATA, 'stub.ts'), 'utf8'));

    await writeFile(file, 'export class HashSet { has( }\n');
    await rig.shows('This file can not be judged yet.');
    await writeFile(file, 'export class HashSet {\n  constructor() {\n    for (;;) Math.random();\n  }\n}\n');
    await rig.shows('◷ Stage 1 of 3');
    await rm(file);
    await rig.shows('does not exist');
    await copyFile(join(KATA, 'accepted', 'compact.ts'), file);
    await rig.shows('Solved: all 3 stages hold.');
    await rig.shows(/1 of \d+ katas/u);
    rig.press('c');
    await rig.shows('Yours');
    rig.resize(120, 30);
    await rig.shows(/Yours +│ Accepted: /u);
    rig.press('q');
    expect(await rig.exited).toBe(0);
    expect(rig.isRestored).toBe(true);
  });

  test('speaks Chinese on a wide screen, and Ctrl-C in the middle of a run gives the terminal back', async () => {
    const { rig, file } = await open(140, 40, 'zh');
    await rig.shows('已评判');
    expect(rig.text).toContain('│ ✗ 成员');
    rig.press('h');
    await rig.shows(/提示 1\/\d/u);
    await copyFile(join(KATA, 'accepted', 'compact.ts'), file);
    await rig.shows('正在运行');
    rig.press('\u0003');
    expect(await rig.exited).toBe(130);
    expect(rig.isRestored).toBe(true);
  });
});
