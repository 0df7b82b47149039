import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { widthOf } from '../view/styled.ts';
import { TerminalRig } from './rig/terminal-rig.ts';

const REHEARSAL = fileURLToPath(new URL('./rig/rehearsal.ts', import.meta.url));
const rigs: TerminalRig[] = [];
afterEach(() => {
  for (const rig of rigs.splice(0)) rig.kill('SIGKILL');
});

interface Show {
  readonly rig: TerminalRig;
  readonly file: string;
  readonly save: (text: string) => Promise<void>;
}

async function homeWith(text: string): Promise<{ home: string; file: string }> {
  const home = await mkdtemp(join(tmpdir(), 'kata watch 终端 '));
  const file = join(home, 'solutions', 'me', 'set.ts');
  await mkdir(join(home, 'solutions', 'me'), { recursive: true });
  await writeFile(file, text);
  return { home, file };
}

/** The watch in a terminal, started on a solution. */
async function show(
  text: string,
  options: { columns?: number; rows?: number; env?: Record<string, string> } = {},
): Promise<Show> {
  const { home, file } = await homeWith(text);
  const rig = new TerminalRig({
    command: process.execPath,
    args: [REHEARSAL],
    columns: options.columns ?? 80,
    rows: options.rows ?? 24,
    cwd: home,
    env: { REHEARSAL_HOME: home, LANG: 'en_US.UTF-8', ...options.env },
  });
  rigs.push(rig);
  return { rig, file, save: async (next) => await writeFile(file, next) };
}

describe('the watch in a terminal', () => {
  test('from a failing solution to the next kata, at 80×24', async () => {
    const { rig, save } = await show('// fail\nexport class HashSet {}\n');
    await rig.shows('judged');
    expect(rig.isAlternate).toBe(true);
    expect(rig.lines[0]).toMatch(/^ set {2}A hash set from nothing +solutions\/me\/set\.ts$/u);
    expect(rig.text).toContain('✗ a union leaves both operands as they were');
    expect(rig.lines.at(-1)).toMatch(/h hint .*q quit/u);
    await save('// pass\n');
    await rig.shows('Solved: all 3 stages hold.');
    await rig.shows('Passed after 2 attempts, without a hint.');
    expect(rig.text).toContain('1 of 3 katas');
    rig.press('n');
    await rig.shows('solutions/me/ordered-map.ts');
    await rig.shows('judged');
    rig.press('q');
    expect(await rig.exited).toBe(0);
    expect(rig.isRestored).toBe(true);
    expect(rig.text).toContain('Your work is in solutions/me/ordered-map.ts.');
  });

  test('in Chinese, at 140×40: the columns line up', async () => {
    const { rig } = await show('// fail\n', { columns: 140, rows: 40, env: { LANG: 'zh_CN.UTF-8' } });
    await rig.shows('已评判');
    expect(rig.text).toContain('✗ 并集运算不改变两个操作数');
    expect(rig.lines.at(-1)).toContain('h 提示');
    const bars = rig.lines.filter((line) => line.includes('│ ✓ 成员') || line.includes('│   ✗'));
    const columns = bars.map((line) => widthOf(line.slice(0, line.lastIndexOf('│'))));
    expect(columns.length).toBeGreaterThan(2);
    expect(new Set(columns).size).toBe(1);
  });

  test('pages come and go without a trace', async () => {
    const { rig } = await show('// fail\n');
    await rig.shows('New to this kata?');
    rig.press('r');
    await rig.hides('New to this kata?');
    await rig.shows('judged');
    const before = rig.lines.slice(2);
    for (const [key, sight] of [
      ['l', 'conn-pool'],
      ['p', 'Build a set.'],
      ['?', 'so does Ctrl-C'],
    ] as const) {
      rig.press(key);
      await rig.shows(sight);
      rig.press('\u001B');
      await rig.hides(sight);
      expect(rig.lines.slice(2)).toEqual(before);
    }
  });

  test('a hint is shown and unlocks the input', async () => {
    const { rig } = await show('// fail\n', { rows: 60 });
    await rig.shows('shown after one more hint');
    rig.press('h');
    await rig.shows('Neither operand may change.');
    rig.press('\u001B');
    await rig.shows('a.union(new HashSet(numbers, [3]));');
    expect(rig.text).not.toContain('shown after one more hint');
  });

  test('a resize is drawn anew, also to very small', async () => {
    const { rig } = await show('// fail\n', { columns: 140, rows: 40 });
    await rig.shows('judged');
    for (const [columns, rows] of [
      [40, 12],
      [20, 5],
      [100, 30],
    ] as const) {
      rig.resize(columns, rows);
      await rig.shows(new RegExp(`^ set .*(?:\\n.*){${rows - 2}}\\n .*q quit`, 'u'));
      expect(rig.lines.length).toBe(rows);
    }
    expect(rig.text).toContain('✗ a union leaves both operands as they were');
  });

  test('other outcomes: an endless loop, a syntax error, a missing file, and back', async () => {
    const { rig, file, save } = await show('// limit\n\n\n\n\n\n\n\n\n\n\n\nfor (;;) go();\n');
    await rig.shows('An endless loop: the run was stopped.');
    expect(rig.text).toContain('› 13 │');
    await save('// error\n');
    await rig.shows("')' expected.");
    await unlink(file);
    await rig.shows('There is no such file.');
    await save('// pass\n');
    await rig.shows('Solved');
    expect(rig.text).not.toContain('There is no such file.');
  });

  test('of a burst of saves in every way, the last one is what the screen ends with', async () => {
    const { rig, file, save } = await show('// fail\n');
    await rig.shows('judged');
    for (let n = 1; n <= 50; n += 1) await save(n % 3 === 0 ? '' : `// fail ${n}\n`);
    await rename(file, `${file}~`);
    await writeFile(`${file}.tmp`, '// pass\n');
    await rename(`${file}.tmp`, file);
    await rig.shows('Solved');
    rig.press('q');
    expect(await rig.exited).toBe(0);
  });

  test('a warning of what could not be recorded is shown, and the watch goes on', async () => {
    const { rig, save } = await show('// fail\n', { env: { REHEARSAL_READ_ONLY: '1' } });
    await rig.shows('The disk is read-only.');
    await save('// pass\n');
    await rig.shows(/Solved[^]*The disk is read-only\./u);
    expect(rig.text).not.toContain('✗');
  });

  test('$EDITOR gets the terminal and its keys, and the screen comes back after it', async () => {
    const script =
      "console.log('I','edit');process.stdin.once('data',(data)=>{console.log('I','read',String(data));process.exit()})";
    const { rig } = await show('// fail\n', { env: { EDITOR: `${process.execPath} -e "${script}" --` } });
    await rig.shows('judged');
    rig.press('o');
    await rig.shows('I edit');
    expect(rig.isAlternate).toBe(false);
    rig.press('q\r');
    await rig.shows('q quit');
    expect(rig.raw).toContain('I read q');
    expect(rig.isAlternate).toBe(true);
  });

  test('without colours where NO_COLOR is set, with them otherwise', async () => {
    const { rig } = await show('// fail\n', { env: { NO_COLOR: '1' } });
    await rig.shows('judged');
    // oxlint-disable-next-line no-control-regex
    const colors = /\u001B\[3[0-7]m/u;
    expect(rig.raw).not.toMatch(colors);
    const colored = await show('// fail\n');
    await colored.rig.shows('judged');
    expect(colored.rig.raw).toMatch(colors);
  });

  test('leaves no probe file behind', async () => {
    const { rig, file } = await show('// fail\n');
    await rig.shows('judged');
    rig.press('q');
    await rig.exited;
    expect(await readdir(join(file, '..'))).toEqual(['set.ts']);
  });
});

describe('the terminal is given back', () => {
  test.each([
    ['q', 0],
    ['\u0003', 130],
  ])('after the key %j, while something runs', async (key, code) => {
    const { rig } = await show('// for ever\n');
    await rig.shows('running');
    rig.press(key);
    expect(await rig.exited).toBe(code);
    expect(rig.isRestored).toBe(true);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('after %s', async (signal, code) => {
    const { rig } = await show('// for ever\n');
    await rig.shows('running');
    rig.kill(signal);
    expect(await rig.exited).toBe(code);
    expect(rig.isRestored).toBe(true);
  });

  test('after an error that nobody catches', async () => {
    const { rig, save } = await show('// fail\n');
    await rig.shows('judged');
    await save('// crash\n');
    expect(await rig.exited).not.toBe(0);
    expect(rig.isRestored).toBe(true);
    expect(rig.text).toContain('from nowhere');
  });

  test('and the rig would notice if it were not', async () => {
    const { rig } = await show('// fail\n');
    await rig.shows('judged');
    expect(rig.isRestored).toBe(false);
    rig.kill('SIGKILL');
    expect(await rig.exited).toBe(137);
    expect(rig.isRestored).toBe(false);
  });
});

describe('without a terminal', () => {
  test('plain lines, a block a verdict, no control characters, until a signal', async () => {
    const { home, file } = await homeWith('// fail\n');
    const child = spawn(process.execPath, [REHEARSAL], {
      env: { ...process.env, FORCE_COLOR: '0', LANG: 'en_US.UTF-8', REHEARSAL_HOME: home },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    let asked: { what: string; found: () => void } | undefined;
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString();
      if (asked !== undefined && out.includes(asked.what)) asked.found();
    });
    const says = async (what: string): Promise<void> => {
      if (!out.includes(what)) await new Promise<void>((found) => (asked = { what, found }));
    };
    await says('Edit solutions/me/set.ts and save.');
    await writeFile(file, '// pass\n');
    await says('solutions/me/set.ts is done.');
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(143);
    // oxlint-disable-next-line no-control-regex
    expect(out).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/u);
    expect(out.match(/running Membership: 3 tests|running Set algebra: 4 tests/gu)?.length).toBe(2);
    expect(out.indexOf('running')).toBeLessThan(out.indexOf('✗ Stage 2 of 3'));
  });
});
