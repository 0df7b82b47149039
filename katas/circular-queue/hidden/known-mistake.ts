import type { Story } from '@katas/explore';

type Call = NonNullable<Story['history']>['operations'][number];

/** What is known beside the story. */
interface Hint {
  /** Items that were in the queue at the beginning. */
  readonly items?: readonly number[];
  /** The mistake that such a program was made to show. */
  readonly otherwise?: string;
}

/** Which known mistake calls that have no order have the signature of; of other failures it says nothing. */
export function disorder(story: Story, { items = [], otherwise }: Hint = {}): string | undefined {
  if (story.kind === 'race') return 'plain-access';
  if (story.kind !== 'not-linearizable' || story.history === undefined) return undefined;
  const { operations } = story.history;
  const known = items.map(String);
  const pops: Call[] = [];
  for (const operation of operations) {
    const { call, answer } = operation;
    if (/push/iu.test(call)) known.push(/-?\d+/u.exec(call)?.[0] ?? '');
    else if (/pop/iu.test(call) && /^-?\d+$/u.test(answer ?? '')) pops.push(operation);
  }
  const isTakenTwice = pops.some((pop, at) =>
    pops.some((other, place) => place > at && other.answer === pop.answer && isOverlapping(pop, other)),
  );
  if (isTakenTwice) return 'head-without-cas';
  return pops.every(({ answer }) => known.includes(answer ?? '')) ? otherwise : 'published-too-early';
}

/** The same where threads wait: who sleeps for ever was not woken. */
export function forgotten(story: Story, hint: Hint = {}): string | undefined {
  return story.kind === 'deadlock' ? 'lost-wake-up' : disorder(story, hint);
}

/** The same where the queue is closed. */
export function closing(story: Story, hint: Hint = {}): string | undefined {
  return story.kind === 'deadlock' ? 'close-forgets-a-sleeper' : disorder(story, hint);
}

function isOverlapping(a: Call, b: Call): boolean {
  return a.from <= (b.to ?? Infinity) && b.from <= (a.to ?? Infinity);
}
