import { renderStory, type Story, StoryError, storyFromJson } from '@katas/explore/report';
import type { MistakeVerdict, TestVerdict } from '@katas/kata';
import { type Look, say } from './look.ts';
import { wrap } from './wrap.ts';

/** A screen narrower than this can't hold lanes side by side. */
const LEAST_WIDTH = 40;

/** The failing schedule of a test as data; undefined where it has none, or one that this version can't read. */
export function storyIn(test: TestVerdict): Story | undefined {
  if (test.story === undefined) return undefined;
  try {
    return storyFromJson(JSON.stringify(test.story));
  } catch (error) {
    if (error instanceof StoryError) return undefined;
    throw error;
  }
}

/** The failing schedule, lane by lane; no lines where the test has none. */
export function renderTestStory(test: TestVerdict, look: Look): string[] {
  const story = storyIn(test);
  if (story === undefined || look.width < LEAST_WIDTH) return [];
  return renderStory(story, {
    width: look.width,
    language: look.language,
    ascii: look.ascii,
    paint: (text, role) => look.paint[role](text),
  }).split('\n');
}

/** Which known mistake it is, and where there is more about it. */
export function renderMistake(mistake: MistakeVerdict | undefined, look: Look): string[] {
  if (mistake === undefined) return [];
  const { messages, paint } = look;
  const name = paint.strong(paint.warn(say(mistake.name, look)));
  const more = messages.mistakeHint(mistake.hint.number);
  return wrap(`${messages.behavesLike(name)} ${say(mistake.says, look)} ${paint.quiet(more)}`, {
    width: look.width,
  });
}
