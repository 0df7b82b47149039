import { clean, cleanLine } from './clean.ts';
import type { Story } from './story.ts';

/** The story with all its texts made harmless for a screen, each on one line; only `detail` keeps its lines. */
export function cleanStory(story: Story, also: (text: string) => string = (text) => text): Story {
  const line = (text: string): string => also(cleanLine(text));
  const { detail, ...rest } = story;
  const cleaned = mapTexts(rest, line);
  return detail === undefined
    ? cleaned
    : { ...cleaned, detail: mapTexts(detail, (text) => also(clean(text))) };
}

/** Plain data with every text in it replaced; the keys are ours. */
export function mapTexts<T>(data: T, change: (text: string) => string): T {
  if (typeof data === 'string') return change(data) as T;
  if (Array.isArray(data)) return data.map((one: unknown) => mapTexts(one, change)) as T;
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, one]) => [key, mapTexts(one, change)])) as T;
}
