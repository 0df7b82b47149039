import type { NoOrder } from '../linearize/no-order.ts';
import type { Operation } from '../linearize/operation.ts';
import { cleanLine } from './clean.ts';
import { mapTexts } from './clean-story.ts';
import { historyStory } from './history-story.ts';
import { historyLines } from './history-text.ts';
import { Look, type TerminalOptions } from './look.ts';

/**
 * A history without an order for a terminal: its calls as intervals on a lane for each task, the instant from which no
 * order is left, the calls that contradict each other (heavy bars), and what one of them would have had to answer.
 * @param why - from the result of `checkHistory`
 * @returns lines, each ended by a line feed
 */
export function renderHistory(
  history: readonly Operation[],
  why: NoOrder,
  options: TerminalOptions = {},
): string {
  const look = new Look(options);
  const told = mapTexts(historyStory(history, why), (text) => look.text(cleanLine(text)));
  return historyLines(told, look)
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
