/**
 * The place in the program that called the function in which this is made; its text is worked out only when
 * somebody asks.
 */
export class Origin {
  declare stack?: string;

  constructor() {
    // V8 has it, and the other engines since 2025; without it a place is `unknown`.
    Error.captureStackTrace?.(this, Origin);
  }

  /** `file:///…/jobs.ts:12:5`, or `unknown` where the engine does not say. */
  get place(): string {
    const frames = this.stack?.split('\n').filter((line) => line.trimStart().startsWith('at ')) ?? [];
    // The first frame is this package's own function.
    const caller = frames[1];
    if (caller === undefined) return 'unknown';
    return (
      /\((?<inside>[^()]*)\)$/.exec(caller)?.groups?.['inside'] ?? caller.trim().replace(/^at (async )?/, '')
    );
  }
}
