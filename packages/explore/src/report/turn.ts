import type { Story, StoryStep } from './story.ts';

/** What one lane does before another goes on. */
interface Turn {
  readonly lane: number;
  readonly steps: readonly StoryStep[];
  /** How many steps were left out of the middle. */
  readonly hidden: number;
  /** Where they were, as an index into `steps`. */
  readonly hiddenAt: number;
}

/** More turns than this are not shown: those in the middle are left out. */
const MOST_TURNS = 40;

/** The turns of a run; `gap`: steps were left out between this turn and the one before. */
export interface ShownTurn extends Turn {
  readonly gap: number;
}

export function turnsOf({ steps }: Story, stepsPerTurn: number): ShownTurn[] {
  const turns: StoryStep[][] = [];
  for (const step of steps) {
    const last = turns.at(-1);
    if (last !== undefined && last[0]?.lane === step.lane && isOrdinary(step)) last.push(step);
    else turns.push([step]);
  }
  const all = turns.map((own): ShownTurn => ({
    ...shorten(own, stepsPerTurn),
    gap: own[0]?.omittedBefore ?? 0,
  }));
  if (all.length <= MOST_TURNS) return all;
  const half = MOST_TURNS / 2;
  const gap = turns.slice(half, -half).reduce((sum, own) => sum + own.length, 0);
  const tail = all.slice(-half).map((turn, at) => (at === 0 ? { ...turn, gap } : turn));
  return [...all.slice(0, half), ...tail];
}

function isOrdinary({ deviation, omittedBefore }: StoryStep): boolean {
  return deviation === undefined && omittedBefore === undefined;
}

function shorten(steps: readonly StoryStep[], most: number): Turn {
  const lane = steps[0]?.lane ?? 0;
  // One line that says "1 more step" would save nothing.
  if (steps.length <= most + 1) return { lane, steps, hidden: 0, hiddenAt: 0 };
  const head = Math.ceil(most / 2);
  const tail = most - head;
  const shown = [...steps.slice(0, head), ...steps.slice(steps.length - tail)];
  return { lane, steps: shown, hidden: steps.length - shown.length, hiddenAt: head };
}
