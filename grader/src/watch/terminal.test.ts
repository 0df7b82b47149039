import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Terminal } from './terminal.ts';

/** A terminal that keeps what is written to it. */
function terminalOf(columns: number, rows: number): { terminal: Terminal; written: () => string } {
  const stream = Object.assign(new PassThrough(), { columns, rows });
  const stdin = Object.assign(new PassThrough(), { isTTY: false });
  const terminal = new Terminal(
    { stdin: stdin as unknown as NodeJS.ReadStream, stdout: stream as unknown as NodeJS.WriteStream },
    { key: () => undefined, resize: () => undefined, gone: () => undefined },
  );
  return { terminal, written: () => String(stream.read() ?? '') };
}

describe('drawing', () => {
  test('what is as it was is not written again', () => {
    const { terminal, written } = terminalOf(20, 3);
    terminal.open();
    terminal.draw(['one', 'two', 'three']);
    written();
    terminal.draw(['one', 'two', 'three']);
    expect(written()).toBe('');
    terminal.draw(['one', 'TWO', 'three']);
    const change = written();
    expect(change).toContain('\u001B[2;1H');
    expect(change).not.toContain('one');
    terminal.close();
  });

  test('a drawing is one update, so that it does not flicker', () => {
    const { terminal, written } = terminalOf(20, 3);
    terminal.open();
    written();
    terminal.draw(['one', 'two']);
    const drawn = written();
    expect(drawn.startsWith('\u001B[?2026h')).toBe(true);
    expect(drawn.endsWith('\u001B[?2026l')).toBe(true);
    expect(drawn.match(/2026h/gu)?.length).toBe(1);
    terminal.close();
  });

  test('a line as wide as the screen keeps its last sign', () => {
    const { terminal, written } = terminalOf(4, 2);
    terminal.open();
    written();
    terminal.draw(['四字', 'ab']);
    const [full = '', rest = ''] = written().split('\u001B[2;1H');
    expect(full).not.toContain('\u001B[K');
    expect(rest).toContain('\u001B[K');
    terminal.close();
  });

  test('lines that are gone are cleared, lines below the screen are not written', () => {
    const { terminal, written } = terminalOf(20, 2);
    terminal.open();
    terminal.draw(['one', 'two', 'three']);
    expect(written()).not.toContain('three');
    terminal.draw(['one']);
    expect(written()).toContain('\u001B[2;1H\u001B[0m\u001B[0m\u001B[K');
    terminal.close();
  });

  test('a closed terminal is not drawn to, and is given back once', () => {
    const { terminal, written } = terminalOf(20, 2);
    const listeners = process.listenerCount('exit');
    terminal.open();
    terminal.close();
    terminal.close();
    expect(written().match(/\[\?1049l/gu)?.length).toBe(1);
    terminal.draw(['one']);
    expect(written()).toBe('');
    expect(process.listenerCount('exit')).toBe(listeners);
  });
});
