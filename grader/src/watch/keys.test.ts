import { describe, expect, test } from 'vitest';
import { type Key, KeyParser } from './keys.ts';

const names = (keys: readonly Key[]): string[] =>
  keys.map((key) => (key.name === 'char' ? key.text : key.name));
const parse = (text: string): string[] => {
  const parser = new KeyParser();
  return names([...parser.feed(text), ...parser.flush()]);
};

describe('keys', () => {
  test('signs of any script are keys of their own', () => {
    expect(parse('hl?中𝒳')).toEqual(['h', 'l', '?', '中', '𝒳']);
  });

  test.each([
    ['\u001B[A', 'up'],
    ['\u001BOB', 'down'],
    ['\u001B[1;5A', 'up'],
    ['\u001B[5~', 'pageup'],
    ['\u001B[6~', 'pagedown'],
    ['\u001B[H', 'home'],
    ['\u001B[4~', 'end'],
    ['\u001B[F', 'end'],
    ['\u001B[Z', 'tab'],
    ['\r', 'enter'],
    ['\u007F', 'backspace'],
    ['\u0003', 'ctrl-c'],
    ['\u001B', 'escape'],
    ['\u001B\u001B', 'escape,escape'],
    ['\u0001', 'unknown'],
  ])('%j is %s', (text, name) => {
    expect(parse(text).join()).toBe(name);
  });

  test('what a terminal reports by itself is no sign: colours, places, mouse, focus, Alt', () => {
    const reports =
      '\u001B]11;rgb:0/0/0\u0007\u001B[24;80R\u001B[<0;3;4M\u001B[M q!\u001B[I\u001Bq\u001BP1$r0m\u001B\\';
    expect(parse(reports).every((name) => name === 'unknown')).toBe(true);
  });

  test('a sequence that arrives in pieces is one key', () => {
    const parser = new KeyParser();
    expect(parser.feed('\u001B')).toEqual([]);
    expect(parser.isWaiting).toBe(true);
    expect(parser.feed('[')).toEqual([]);
    expect(names(parser.feed('Bj'))).toEqual(['down', 'j']);
    expect(parser.isWaiting).toBe(false);
  });

  test('pasted text is not typed, however it is cut', () => {
    const text = 'a\u001B[200~q\u0003quit\u001B[201~b';
    expect(parse(text)).toEqual(['a', 'b']);
    for (let cut = 1; cut < text.length; cut += 1) {
      const parser = new KeyParser();
      const keys = [...parser.feed(text.slice(0, cut)), ...parser.feed(text.slice(cut))];
      expect(names(keys), `cut at ${cut}`).toEqual(['a', 'b']);
    }
  });
});
