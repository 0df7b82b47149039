import type { Go, Transformed } from './frame.ts';

/** Evaluates a solution in the place of the one before; undefined: nothing is exported. */
type Load = (solution: Transformed | undefined) => Promise<void>;

interface Stage {
  readonly references: readonly Transformed[];
  /** Says that from now on only the learner's text is missing. */
  readonly onReady: () => void;
  /** Called with the learner's text before it is evaluated. */
  readonly onGo: (go: Go) => void;
  readonly onEnd: () => void;
}

/**
 * A suite that is loaded and has run before the learner saves: with solutions that are known, so that everything a run
 * needs is compiled. The learner's text then takes the place of the known ones, and the suite runs once more, for good.
 */
export class Rehearsal {
  readonly #stage: Stage;
  readonly #go = Promise.withResolvers<Go>();
  #load: Load | undefined;

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

  /**
   * The tests in the order in which they are to run: copies for the rehearsals, then themselves.
   * @param copy - makes a copy of a test that runs the same body
   */
  order<T>(
    tests: readonly T[],
    copy: (test: T) => T,
    before: (test: T, act: () => Promise<void>) => void,
  ): T[] {
    const order: T[] = [];
    // Where nothing is exported every test fails: the way of a failure is gone as well.
    for (const reference of [undefined, ...this.#stage.references]) {
      const copies = tests.map(copy);
      const [first] = copies;
      if (first !== undefined) before(first, async () => await this.#replace(reference));
      order.push(...copies);
    }
    return [...order, ...tests];
  }

  /** Waits for the learner's text and evaluates it. @throws what the text throws */
  async standBy(): Promise<void> {
    await this.#replace(undefined);
    this.#stage.onReady();
    const go = await this.#go.promise;
    this.#stage.onGo(go);
    await this.#replace(go.solution);
  }

  /** Errors that come late get a moment to come. */
  async end(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, LATE_MS));
    this.#stage.onEnd();
  }

  async #replace(solution: Transformed | undefined): Promise<void> {
    // A suite that never imports the solution can't fail it; the count of its tests is checked all the same.
    await this.#load?.(solution);
  }
}

const LATE_MS = 2;
