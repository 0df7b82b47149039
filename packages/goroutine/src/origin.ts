/** A place in the program that uses this package; its text is worked out only when somebody asks. */
export class Origin {
  declare stack?: string;

  /** @param frames - how far to look; each goroutine keeps its origin, so no more than leads out of this package. */
  constructor(frames = 2) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = frames;
    // V8 has it, and the other engines since 2025; without it a place is `unknown`.
    Error.captureStackTrace?.(this, Origin);
    Error.stackTraceLimit = limit;
  }

  /** The innermost call that is not this package's own: `file:///…/jobs.ts:12:5`, or `unknown`. */
  get place(): string {
    for (const line of this.stack?.split('\n') ?? []) {
      const frame = /^\s*at (?:async )?(?:.*\()?(?<place>[^()]+:\d+:\d+)\)?$/.exec(line);
      const place = frame?.groups?.['place'];
      if (place !== undefined && !isOwn(place)) return place;
    }
    return 'unknown';
  }
}

const home = pathOf(import.meta.url.slice(0, import.meta.url.lastIndexOf('/') + 1));

// The tests beside the sources are programs like any other.
function isOwn(place: string): boolean {
  return pathOf(place).startsWith(home) && !/\.test\.[jt]s:/.test(place);
}

// Stacks name a module by its URL or by its path, depending on who loaded it.
function pathOf(place: string): string {
  return place.replace(/^file:\/\//, '');
}
