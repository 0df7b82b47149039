// Telling a failing run, without the explorers that found it.
export type { Role } from './look.ts';
export { renderPage } from './page/page.ts';
export type { Story } from './story.ts';
export { StoryError, storyFromJson } from './story-json.ts';
export { renderStory } from './terminal.ts';
