import { renderStory } from '@katas/explore/report';
import type { TestVerdict } from '@katas/kata';
import { storyIn } from '../view/story.ts';

/** What a failing test says in a report of plain text: its input, the difference, the failing schedule. */
export function toldFailure(test: TestVerdict): string {
  const story = storyIn(test);
  const mistake = test.mistake && `This behaves like ${test.mistake.name.en}. ${test.mistake.says.en}`;
  return [mistake, test.input, test.diff, story && renderStory(story, { width: 100 })]
    .filter((part) => part !== undefined && part !== '')
    .join('\n');
}
