import type { Story } from '@katas/explore';

type Call = NonNullable<Story['history']>['operations'][number];

/** Which known mistake a failing schedule of pushes and pops has the signature of. */
export function mistakeOf(story: Story): string | undefined {
  if (story.kind === 'deadlock') return 'lost-wake-up';
  if (story.kind === 'race') return 'plain-access';
  if (story.kind !== 'not-linearizable' || story.history === undefined) return undefined;
  const { operations } = story.history;
  const pushes = operations.filter(({ call, answer }) => /push/iu.test(call) && answer !== 'false');
  const pops = operations.filter(({ call, answer }) => /pop/iu.test(call) && isNumber(answer));
  const pushed = pushes.map(({ call }) => /-?\d+/u.exec(call)?.[0]);
  const taken = pops.map(({ answer }) => answer);
  const twice = pops.filter(({ answer }, at) => taken.indexOf(answer) !== at);
  if (twice.some((late) => pops.some((pop) => pop !== late && isOverlapping(pop, late) && pop.answer === late.answer)))
    return 'head-without-cas';
  const isKnown = story.steps.length > 0 && taken.every((value) => pushed.includes(value));
  if (!isKnown && pushed.length > 0) return 'published-too-early';
  return undefined;
}

function isNumber(answer: string | undefined): boolean {
  return answer !== undefined && /^-?\d+$/u.test(answer);
}

function isOverlapping(a: Call, b: Call): boolean {
  return a.from <= (b.to ?? Infinity) && b.from <= (a.to ?? Infinity);
}
