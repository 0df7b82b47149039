import { describe, expect, test } from 'vitest';
import { editorCommand } from './editor.ts';

const open = (env: Record<string, string>): unknown => editorCommand(env, '/a b/集合.ts', 7);

describe('opening an editor', () => {
  test('in the terminal of VS Code the file opens beside it, at the line', () => {
    const code = { command: 'code', args: ['-g', '/a b/集合.ts:7'], needsTerminal: false };
    expect(open({ TERM_PROGRAM: 'vscode', EDITOR: 'vim' })).toEqual(code);
  });

  test('$VISUAL comes before $EDITOR, and empty ones do not count', () => {
    expect(open({ VISUAL: 'nvim', EDITOR: 'nano' })).toMatchObject({ command: 'nvim' });
    expect(open({ VISUAL: ' ', EDITOR: 'nano' })).toEqual({
      command: 'nano',
      args: ['+7', '/a b/集合.ts'],
      needsTerminal: true,
    });
    expect(open({})).toBeUndefined();
  });

  test('an editor with a window is not waited for', () => {
    expect(open({ EDITOR: 'code --wait --new-window' })).toEqual({
      command: 'code',
      args: ['--new-window', '-g', '/a b/集合.ts:7'],
      needsTerminal: false,
    });
    expect(open({ EDITOR: '/opt/zed' })).toMatchObject({ args: ['/a b/集合.ts:7'], needsTerminal: false });
  });

  test('quotes hold a path with blanks together', () => {
    expect(open({ EDITOR: '"/my apps/vim" -u NONE' })).toEqual({
      command: '/my apps/vim',
      args: ['-u', 'NONE', '+7', '/a b/集合.ts'],
      needsTerminal: true,
    });
  });

  test('an editor nobody knows gets the terminal and the file alone', () => {
    expect(open({ EDITOR: 'edit -x' })).toEqual({
      command: 'edit',
      args: ['-x', '/a b/集合.ts'],
      needsTerminal: true,
    });
  });
});
