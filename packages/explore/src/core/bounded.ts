import type { Choose, Deviation, RunOutcome } from './program.ts';
import { NondeterminismError, type Strategy } from './strategy.ts';

interface Point {
  /** Copies: the program reuses its arrays. */
  readonly options: readonly number[];
  readonly costs: readonly number[];
  taken: number;
  /** Deviations spent before this point. */
  readonly spent: number;
}

/**
 * Depth-first search through every schedule with at most `bound` deviations: replays a prefix, takes the default from
 * there on, then advances the last decision that has an affordable alternative left.
 * @see Musuvathi and Qadeer, Iterative Context Bounding for Systematic Testing of Multithreaded Programs (PLDI 2007)
 */
export class BoundedSearch implements Strategy {
  readonly #bound: number;
  readonly #path: Point[] = [];
  #depth = 0;
  #hasEnded = false;
  #isOver = false;
  #from = 0;

  constructor(bound: number) {
    this.#bound = bound;
  }

  get from(): number {
    return this.#from;
  }

  begin(): Choose | undefined {
    if (this.#hasEnded) this.#advance();
    this.#hasEnded = false;
    if (this.#isOver) return undefined;
    this.#depth = 0;
    return this.#choose;
  }

  readonly #choose: Choose = (options, costs) => {
    const path = this.#path;
    const depth = this.#depth;
    this.#depth += 1;
    const point = path[depth];
    if (point === undefined) {
      const before = path[depth - 1];
      const spent = before === undefined ? 0 : before.spent + paid(before);
      path.push({ options: options.slice(), costs: costs.slice(), taken: 0, spent });
      return 0;
    }
    if (point.options.length !== options.length || point.options[point.taken] !== options[point.taken]) {
      throw new NondeterminismError(
        `explore: the program is not deterministic: at decision ${depth} it could go on with ` +
          `[${point.options.join(', ')}] before and with [${options.join(', ')}] now. ` +
          'Time, randomness and everything asynchronous must come from the runtime.',
      );
    }
    return point.taken;
  };

  end(_outcome: RunOutcome): void {
    if (this.#depth < this.#from) {
      throw new NondeterminismError(
        `explore: the program is not deterministic: it met ${this.#from} decisions before, and ${this.#depth} now. ` +
          'Nothing may be kept from one run to the next.',
      );
    }
    // A run that ended early (a failure, a pruned state) leaves decisions behind that it never met.
    this.#path.length = this.#depth;
    // The next schedule is worked out when it is asked for: until then the path is that of this run.
    this.#hasEnded = true;
  }

  #advance(): void {
    for (let point = this.#path.at(-1); point !== undefined; point = this.#path.at(-1)) {
      let next = point.taken + 1;
      while (next < point.options.length && point.spent + costOf(point, next) > this.#bound) next += 1;
      if (next < point.options.length) {
        point.taken = next;
        this.#from = this.#path.length;
        return;
      }
      this.#path.pop();
    }
    this.#isOver = true;
  }

  deviations(): Deviation[] {
    return this.#path.flatMap(({ options, taken }, at) =>
      taken === 0 ? [] : [{ at, id: options[taken] ?? 0 }],
    );
  }
}

function costOf(point: Point, index: number): number {
  return (point.costs[index] ?? 0) > 0 ? 1 : 0;
}

function paid(point: Point): number {
  return costOf(point, point.taken);
}
