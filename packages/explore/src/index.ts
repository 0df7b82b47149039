export type { Budget, Explored, SearchResult } from './core/search.ts';
export type { Deviation, Failure } from './core/program.ts';
export { parseToken, TokenError, tokenOf } from './core/token.ts';
export type { BlockedTask, LeftTimer } from './tasks/blocked.ts';
export type { Place, SourceFilter } from './tasks/place.ts';
export { InvariantError, type TasksStage } from './tasks/stage.ts';
export { failsEachTime, replayTasks, tasks, type TasksReport, type TasksScenario } from './tasks/tasks.ts';
export type { StepDeviation, TraceStep } from './tasks/trace.ts';
export { ExploreError, expectNoFailure, taskStory } from './tasks/story.ts';
