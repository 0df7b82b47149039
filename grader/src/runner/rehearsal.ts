import type { Go, Transformed } from './frame.ts';

/** Evaluates a solution in the place of the one before; undefined: nothing is exported. */
type Load = (solution: Transformed | undefined) => Promise<void>;

interface Stage {
  readonly references: readonly Transformed[];
  /** Whether it is rehearsed with nothing as well; what fails in the middle may leave things open. */
  readonly failsOnce: boolean;
  /** Says that from now on only the learner's text is missing, and whether the rehearsals left nothing open. */
  readonly onReady: (isClean: boolean) => void;
  /** Called with the learner's text before it is evaluated. */
  readonly onGo: (go: Go) => void;
  /** Called after the last test of a depth. */
  readonly onEnd: (depth: 'quick' | 'full') => void;
  readonly onDeepen: () => void;
}

/** The tests of a suite as often as they run. */
export interface Schedule<T> {
  /** With solutions that are known: the tests, and which solution comes before the first of them. */
  readonly rehearsals: readonly {
    readonly tests: readonly T[];
    readonly reference: Transformed | undefined;
  }[];
  /** With the learner's, in small sizes. */
  readonly quick: readonly T[];
}

/**
 * A suite that is loaded and has run before the learner saves: with solutions that are known, so that everything a run
 * needs is compiled. The learner's text then takes the place of the known ones, and the suite runs twice more, for
 * good: in small sizes, which is a matter of milliseconds, and in full.
 */
export class Rehearsal {
  readonly #stage: Stage;
  readonly #go = Promise.withResolvers<Go>();
  readonly #deepen = Promise.withResolvers<void>();
  #load: Load | undefined;
  #startedAt: number | undefined;
  #openBefore = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** How the solution's module is replaced: known as soon as the suite has imported it. */
  adopt(load: Load): void {
    this.#load = load;
  }

  /** The learner's text is here. */
  go(go: Go): void {
    this.#go.resolve(go);
  }

  /** The small sizes may be followed by all. */
  deepen(): void {
    this.#deepen.resolve();
  }

  /** @param copy - makes a copy of a test that runs the same body */
  schedule<T>(tests: readonly T[], copy: (test: T) => T): Schedule<T> {
    const again = (): T[] => tests.map((test) => copy(test));
    this.#openBefore = openNow();
    // Where nothing is exported every test fails: the way of a failure is gone as well.
    const nothing = this.#stage.failsOnce ? [undefined] : [];
    const rehearsals = [...nothing, ...this.#stage.references].map((reference) => ({
      tests: again(),
      reference,
    }));
    return { rehearsals, quick: again() };
  }

  /** Whether it has been rehearsed for long enough: suites that explore take seconds. */
  isEnough(): boolean {
    this.#startedAt ??= performance.now();
    return performance.now() - this.#startedAt > MOST_MS;
  }

  /** Evaluates a solution in the place of the one before. */
  async replace(solution: Transformed | undefined): Promise<void> {
    // A suite that never imports the solution can't fail it; the count of its tests is checked all the same.
    await this.#load?.(solution);
  }

  /** Waits for the learner's text and evaluates it. @throws what the text throws */
  async standBy(): Promise<void> {
    await this.replace(undefined);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    this.#stage.onReady(openNow() <= this.#openBefore);
    const go = await this.#go.promise;
    this.#stage.onGo(go);
    await this.replace(go.solution);
  }

  /** Waits until the full sizes may follow. */
  async full(): Promise<void> {
    await this.end('quick');
    await this.#deepen.promise;
    this.#stage.onDeepen();
  }

  async end(depth: 'quick' | 'full'): Promise<void> {
    // Errors that come late get a moment to come.
    await new Promise((resolve) => setTimeout(resolve, LATE_MS));
    this.#stage.onEnd(depth);
  }
}

/** Sockets, files, servers, workers: whatever keeps a process alive, timers of the runner apart. */
function openNow(): number {
  return process.getActiveResourcesInfo().filter((kind) => !['Timeout', 'Immediate'].includes(kind)).length;
}

const SETTLE_MS = 10;
const LATE_MS = 2;
const MOST_MS = 1500;
