export type { Budget, Explored, SearchResult } from './core/search.ts';
export type { Deviation, Failure } from './core/program.ts';
export { parseToken, TokenError, tokenOf } from './core/token.ts';
export type { BlockedTask, LeftTimer } from './tasks/blocked.ts';
export type { Place, SourceFilter } from './tasks/place.ts';
export { InvariantError, type TasksStage } from './tasks/stage.ts';
export { failsEachTime, replayTasks, tasks, type TasksReport, type TasksScenario } from './tasks/tasks.ts';
export type { StepDeviation, TraceStep } from './tasks/trace.ts';
export { ExploreError, expectNoFailure, taskStory } from './tasks/story.ts';
export {
  checkHistory,
  decideHistory,
  type HistoryResult,
  type Linearizable,
  type NotLinearizable,
  type Undecided,
} from './linearize/check.ts';
export { linearizable, UndecidedError } from './linearize/judge-history.ts';
export type { CheckLimits } from './linearize/limit.ts';
export type { NoOrder } from './linearize/no-order.ts';
export { HistoryError, type Operation } from './linearize/operation.ts';
export { type Prepared, type Spec, SpecError, type Vocabulary } from './linearize/spec.ts';
export { combine } from './linearize/specs/combine.ts';
export type { ContainerKind, ContainerOptions } from './linearize/specs/container.ts';
export { counter, type CounterKind } from './linearize/specs/counter.ts';
export { fifoQueue } from './linearize/specs/fifo-queue.ts';
export { map, type MapKind } from './linearize/specs/map.ts';
export { mutex, type MutexKind } from './linearize/specs/mutex.ts';
export { pool, type PoolKind } from './linearize/specs/pool.ts';
export { register, type RegisterKind } from './linearize/specs/register.ts';
export { set, type SetKind } from './linearize/specs/set.ts';
export { stack } from './linearize/specs/stack.ts';
export { renderHistory } from './report/history-terminal.ts';
export type { Role, TerminalOptions } from './report/look.ts';
export { renderPage } from './report/page/page.ts';
export { type ExplorerReport, recordOf } from './report/record-of.ts';
export type { RunRecord } from './report/run-record.ts';
export type { Story } from './report/story.ts';
export { StoryError, storyFromJson, storySchema, storyToJson } from './report/story-json.ts';
export { storyOf, type StoryOptions } from './report/story-of.ts';
export { renderStory } from './report/terminal.ts';
export type { CallRecord } from './threads/call-record.ts';
export type { BlockedThread, Confirmed, StressResult, ThreadsReport } from './threads/report.ts';
export type {
  Memory,
  RunEnd,
  SubjectSource,
  ThreadBody,
  ThreadEnv,
  ThreadsBudget,
  ThreadsScenario,
} from './threads/scenario.ts';
export { type ThreadGlobals, threadGlobals } from './threads/thread-globals.ts';
export type { ThreadStep } from './threads/thread-trace.ts';
export { replayThreads, threads } from './threads/threads.ts';
export {
  expectThreadsPass,
  ThreadsError,
  threadsRecord,
  threadsStory,
  type ThreadsStoryOptions,
} from './threads/threads-story.ts';
