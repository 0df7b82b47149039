import { describe, expect, test } from 'vitest';
import { chineseStory, crowdedStory, deadlockStory, overtakenStory } from './sample-story.ts';
import { StoryError, storyFromJson, storyToJson } from './story-json.ts';
import { renderStory } from './terminal.ts';

describe('a story as JSON', () => {
  test.each([deadlockStory(), crowdedStory(), overtakenStory(), chineseStory()])(
    'comes back as it was ($kind)',
    (story) => {
      const back = storyFromJson(storyToJson(story));
      expect(back).toEqual(story);
      expect(renderStory(back)).toBe(renderStory(story));
      expect(storyToJson(story)).not.toContain('\n');
    },
  );

  const { steps, ...rest } = deadlockStory();
  test.each([
    { says: 'the text is no JSON', text: '{' },
    { says: 'story is no object', text: '[]' },
    { says: 'story.steps is missing', text: JSON.stringify(rest) },
    { says: 'story.version is not 1', text: JSON.stringify({ ...rest, steps, version: 2 }) },
    { says: 'story.kind is none of', text: JSON.stringify({ ...rest, steps, kind: 'oops' }) },
    { says: 'story.extra is not known', text: JSON.stringify({ ...rest, steps, extra: 1 }) },
    {
      says: 'story.steps[0].text is no string',
      text: JSON.stringify({ ...rest, steps: [{ ...steps[0], text: 1 }] }),
    },
    {
      says: 'story.steps[0].lane is less than 0',
      text: JSON.stringify({ ...rest, steps: [{ ...steps[0], lane: -1 }] }),
    },
    {
      says: 'story.steps[0] is of a lane that does not exist',
      text: JSON.stringify({ ...rest, steps: [{ ...steps[0], lane: 2 }] }),
    },
    { says: 'story.deviations is no integer', text: JSON.stringify({ ...rest, steps, deviations: 1.5 }) },
    { says: 'story.sentence.zh is missing', text: JSON.stringify({ ...rest, steps, sentence: { en: 'x' } }) },
    { says: 'story.toString is not known', text: JSON.stringify({ ...rest, steps, toString: 'x' }) },
  ])('is refused: $says', ({ says, text }) => {
    expect(() => storyFromJson(text)).toThrow(StoryError);
    expect(() => storyFromJson(text)).toThrow(says);
  });
});
