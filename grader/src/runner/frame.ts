/** A position in the solution's own text, from 1. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/** An error as it crosses the process border: plain data only. */
export interface FrameError {
  readonly message: string;
  readonly diff?: string;
  readonly input?: string;
  readonly spot?: Spot;
  /** The failing schedule, a story of `packages/explore` as JSON. */
  readonly story?: string;
  readonly replay?: string;
  /** Slug of the known mistake that it looks like. */
  readonly mistake?: string;
}

export interface CollectedTest {
  readonly name: string;
  readonly zh: string;
  readonly passesOnStub?: string;
}

/**
 * What the process that runs a suite reports, one JSON document a line, written synchronously to file
 * descriptor 4: a loop that follows can't hold back what was said before it.
 */
export type Frame =
  | { readonly type: 'collected'; readonly tests: readonly CollectedTest[] }
  /** Of a batch: what follows is of the candidate with this index. */
  | { readonly type: 'candidate'; readonly index: number }
  | { readonly type: 'start'; readonly name: string }
  | {
      readonly type: 'end';
      readonly name: string;
      readonly state: 'pass' | 'fail' | 'skip' | 'timeout';
      readonly error?: FrameError;
      readonly durationMs: number;
    }
  | { readonly type: 'output'; readonly text: string }
  | {
      readonly type: 'explored';
      readonly schedules: number;
      /** Null: every schedule there is. */
      readonly bound: number | null;
    }
  | { readonly type: 'broken'; readonly error: FrameError }
  /** A rehearsed suite has come to the end of its small sizes; or of all. */
  | { readonly type: 'done'; readonly depth: 'quick' | 'full' }
  | {
      readonly type: 'limit';
      readonly kind: 'loop' | 'unsettled' | 'time' | 'memory' | 'output' | 'exit';
      readonly spot?: Spot;
    };

export const FRAME_FD = 4;

/** What the process is told before it runs a suite against a solution. */
export interface RunSettings {
  /** Module id of the solution. */
  readonly solution: string;
  /** What it may import. */
  readonly imports: readonly string[];
  /** Builtins that it must not reach. */
  readonly builtins: readonly string[];
  readonly testMs: number;
  readonly stageMs: number;
  readonly memoryMb: number;
  readonly outputKb: number;
}

export const BEAT_MS = 40;

/** Shared words between the suite's thread and its watchdog. */
export const WORD = {
  /** 0: nothing runs; otherwise a number that changes with every test. */
  turn: 0,
  /** Counts the turns of the event loop, one every {@link BEAT_MS} at most: a thread in a loop has none. */
  beat: 1,
} as const;

/** A solution as a module runner evaluates it. */
export interface Transformed {
  readonly code: string;
  /** JSON. */
  readonly map: string;
}

/** The learner's text for a suite that was rehearsed, and what the suite is told with it. */
export interface Go {
  readonly solution: Transformed;
  readonly context: Readonly<Record<string, unknown>>;
}
