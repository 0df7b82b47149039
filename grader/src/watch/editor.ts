import { basename } from 'node:path';

export interface EditorCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** It draws on the terminal: the screen must make room until it ends. */
  readonly needsTerminal: boolean;
}

/** Editors with a window of their own, and how each is told the line. */
const WINDOWED: Readonly<Record<string, (file: string, line: number) => string[]>> = {
  code: (file, line) => ['-g', `${file}:${line}`],
  'code-insiders': (file, line) => ['-g', `${file}:${line}`],
  codium: (file, line) => ['-g', `${file}:${line}`],
  vscodium: (file, line) => ['-g', `${file}:${line}`],
  cursor: (file, line) => ['-g', `${file}:${line}`],
  windsurf: (file, line) => ['-g', `${file}:${line}`],
  subl: (file, line) => [`${file}:${line}`],
  zed: (file, line) => [`${file}:${line}`],
  zeditor: (file, line) => [`${file}:${line}`],
  webstorm: (file, line) => ['--line', String(line), file],
  idea: (file, line) => ['--line', String(line), file],
  gvim: (file, line) => [`+${line}`, file],
  mvim: (file, line) => [`+${line}`, file],
  gedit: (file, line) => [`+${line}`, file],
  kate: (file, line) => ['--line', String(line), file],
  mate: (file, line) => ['--line', String(line), file],
};
/** Ask an editor to stay in the foreground, which a commit message needs and this does not. */
const WAITING = new Set(['--wait', '-w', '--block', '-f', '--nofork']);
const LINE_FIRST = /^(?:vi|vim|nvim|view|nano|pico|micro|emacs|emacsclient|kak|joe|jed|ne|mg|mcedit|ee)$/u;

/**
 * How to open a file at a line: in VS Code from its own terminal, else with `$VISUAL`, else with `$EDITOR`.
 * @returns undefined where the environment names no editor
 */
export function editorCommand(
  env: Readonly<Record<string, string | undefined>>,
  file: string,
  line: number,
): EditorCommand | undefined {
  const named = [env['VISUAL'], env['EDITOR']].find((value) => value !== undefined && value.trim() !== '');
  const words = env['TERM_PROGRAM'] === 'vscode' ? ['code'] : splitWords(named ?? '');
  const [command, ...given] = words;
  if (command === undefined) return undefined;
  const name = basename(command).replace(/\.(?:exe|cmd|bat)$/iu, '');
  const windowed = WINDOWED[name];
  if (windowed !== undefined) {
    const args = [...given.filter((word) => !WAITING.has(word)), ...windowed(file, line)];
    return { command, args, needsTerminal: false };
  }
  const place = LINE_FIRST.test(name)
    ? [`+${line}`, file]
    : name === 'hx' || name === 'helix'
      ? [`${file}:${line}`]
      : [file];
  return { command, args: [...given, ...place], needsTerminal: true };
}

/** Words as a shell would cut them, with quotes; nothing is expanded. */
function splitWords(text: string): string[] {
  const words = text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/gu) ?? [];
  return words.map((word) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/gu, (_, a?: string, b?: string) => a ?? b ?? ''),
  );
}
