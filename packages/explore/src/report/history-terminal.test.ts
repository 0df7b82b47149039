import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { checkHistory } from '../linearize/check.ts';
import { drawn } from '../linearize/drawn-history.ts';
import type { Operation } from '../linearize/operation.ts';
import { simulateQueue, withSwappedTakes } from '../linearize/simulated-history.ts';
import type { Spec } from '../linearize/spec.ts';
import { fifoQueue } from '../linearize/specs/fifo-queue.ts';
import { map } from '../linearize/specs/map.ts';
import { register } from '../linearize/specs/register.ts';
import { renderHistory } from './history-terminal.ts';
import type { TerminalOptions } from './look.ts';

function shown(history: readonly Operation[], spec: Spec<unknown>, options?: TerminalOptions): string {
  const result = checkHistory(history, spec);
  if (result.outcome !== 'not-linearizable') throw new Error(result.outcome);
  return `\n${renderHistory(history, result.why, options)}`;
}

const stale = drawn(`
  W  [write(1)                              ]
  A       [read():1]
  B                   [read():0]  [read():1]`);

describe('a history without an order', () => {
  test('is drawn as intervals, with the instant from which there is none', () => {
    expect(shown(stale, register({ initial: 0 }))).toMatchInlineSnapshot(`
      "
                  no order from here ▼
          W  ┝write(1)━━━━━━━━━━━━━━━━┥
          A   ┝read() → 1┥
          B               ┝read() → 0┥
          no order: after write(1), read() → 1 it is 1; read() must answer 1, not 0
      "
    `);
  });

  test('is drawn in ASCII', () => {
    expect(shown(stale, register({ initial: 0 }), { ascii: true })).toMatchInlineSnapshot(`
      "
                    no order from here v
          W  |write(1)==================|
          A   |read() -> 1|
          B                |read() -> 0|
          no order: after write(1), read() -> 1 it is 1; read() must answer 1, not 0
      "
    `);
  });

  test('shows calls that never returned, and several of one task at a time', () => {
    const history: Operation[] = [
      { task: '甲', name: 'push', args: ['苹果'], call: 0, return: Infinity },
      { task: '甲', name: 'push', args: ['梨'], call: 1, return: 2 },
      { task: '乙', name: 'pop', args: [], result: '桃', call: 1, return: 4 },
    ];
    expect(shown(history, fifoQueue(), { language: 'zh' })).toMatchInlineSnapshot(`
      "
           从这里起没有顺序 ▼
          甲  ├push("苹果")╌╌╌…
               ├push("梨")┤
          乙   ┝pop() → "桃"┥
          没有合法顺序：一开始它是 []；pop() → "桃" 不可能在这里结束
      "
    `);
  });

  test('has numbers where the calls are too long for their bars', () => {
    const value = 'a rather long value that needs its room';
    const history = drawn(`
      A  [set("key","one")]   [set("key","two")]
      B                                           [get("key"):"one"]`);
    const long = history.map((one) => ({
      ...one,
      args: one.args.map((arg) => (arg === 'key' ? value : arg)),
    }));
    expect(shown(long, map())).toMatchInlineSnapshot(`
      "
                     ▼ no order from here
          A  ┝1┥┝2┥
          B        ┝3┥
           1  A  set("a rather long value that needs its room", "one")
           2  A  set("a rather long value that needs its room", "two")
           3  B  get("a rather long value that needs its room") → "one"
          no order ("a rather long value that needs its room"): after set("a rather
          long value that needs its room", "one"), set("a rather long value that needs
          its room", "two") it is {"a rather long value that needs its room": "two"};
          get("a rather long value that needs its room") must answer "two", not "one"
      "
    `);
  });

  test('of many calls shows those that contradict each other', () => {
    const history = withSwappedTakes(simulateQueue({ tasks: 4, callsPerTask: 50, seed: 3 }), 3);
    const text = shown(history, fifoQueue());
    expect(text).toContain('no order: ');
    expect(text.split('\n').length).toBeLessThan(14);
  });

  test('is never wider than the screen', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const history = withSwappedTakes(simulateQueue({ tasks: 3, callsPerTask: 5, seed }), seed);
      const result = checkHistory(history, fifoQueue());
      if (result.outcome !== 'not-linearizable') continue;
      for (const width of [40, 60, 80, 120]) {
        const lines = renderHistory(history, result.why, { width }).split('\n');
        expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width);
      }
    }
  });
});
