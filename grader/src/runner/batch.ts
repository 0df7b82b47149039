import type { Go, Transformed } from './frame.ts';

type Load = (solution: Transformed | undefined) => Promise<void>;

/** What happens around the candidates of a batch. */
interface Stage {
  readonly candidates: readonly Go[];
  /** Called with each before it is evaluated. */
  readonly onBegin: (index: number, candidate: Go) => void;
  /** Called with what one throws while it is evaluated. */
  readonly onBroken: (error: unknown) => void;
}

/**
 * Several solutions judged by one suite in one process, one after the other: for authors, whose candidates are their own.
 * It saves most of what a run costs, and with it the promise that nothing is left to the next one.
 */
export class Batch {
  readonly #stage: Stage;
  #load: Load | undefined;
  /** The present candidate could not be evaluated: its tests say nothing. */
  isSkipping = false;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** How the solution's module is replaced: known as soon as the suite has imported it. */
  adopt(load: Load): void {
    this.#load = load;
  }

  /**
   * The tests for each candidate, and what is to be done before the first of them.
   * @param copy - makes a copy of a test that runs the same body
   */
  schedule<T>(tests: readonly T[], copy: (test: T) => T): { tests: T[]; begin: () => Promise<void> }[] {
    return this.#stage.candidates.map((candidate, index) => ({
      tests: tests.map((test) => copy(test)),
      begin: () => this.#begin(index, candidate),
    }));
  }

  async #begin(index: number, candidate: Go): Promise<void> {
    // What the one before left to happen happens now, and is not taken for this one's.
    await new Promise((resolve) => setTimeout(resolve, LATE_MS));
    this.isSkipping = false;
    this.#stage.onBegin(index, candidate);
    try {
      await this.#load?.(candidate.solution);
    } catch (error) {
      this.isSkipping = true;
      this.#stage.onBroken(error);
    }
  }
}

const LATE_MS = 2;
