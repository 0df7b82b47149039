import { COST, type Choose, type Deviation } from './program.ts';
import { rng } from './rng.ts';
import type { Strategy } from './strategy.ts';

/** One run in ten may do what fairness forbids as a habit. */
const UNFAIR_SHARE = 0.1;

/** What random strategies have in common: they never end, and remember the deviations of their last run. */
abstract class Walk implements Strategy {
  readonly from = Infinity;
  readonly #seed: number;
  #run = 0;
  #at = 0;
  #taken: Deviation[] = [];

  constructor(seed: number) {
    this.#seed = seed;
  }

  begin(): Choose {
    this.prepare(rng(Math.imul(this.#seed, 1_000_003) + this.#run));
    this.#run += 1;
    this.#at = 0;
    this.#taken = [];
    return (options, costs) => {
      const index = this.decide(options, costs, this.#at);
      if (index > 0) this.#taken.push({ at: this.#at, id: options[index] ?? 0 });
      this.#at += 1;
      return index;
    };
  }

  end(): void {}

  deviations(): Deviation[] {
    return this.#taken;
  }

  /** Points of decision of the run so far. */
  protected get points(): number {
    return this.#at;
  }

  protected abstract prepare(random: () => number): void;
  protected abstract decide(options: readonly number[], costs: readonly number[], at: number): number;
}

/** Takes every alternative with the same probability. */
export class RandomWalk extends Walk {
  #random = rng(0);

  protected prepare(random: () => number): void {
    this.#random = random;
  }

  protected decide(options: readonly number[], costs: readonly number[]): number {
    const allowsUnfair = this.#random() < UNFAIR_SHARE;
    let count = 0;
    for (const cost of costs) if (allowsUnfair || cost < COST.unfair) count += 1;
    let left = Math.floor(this.#random() * count);
    for (let index = 0; index < options.length; index += 1) {
      if (!allowsUnfair && (costs[index] ?? 0) >= COST.unfair) continue;
      if (left === 0) return index;
      left -= 1;
    }
    return 0;
  }
}

/**
 * Probabilistic concurrency testing: each task has a random priority, the highest runs, and at `depth - 1` random
 * points the running one drops to the lowest. Finds a bug of depth d with probability at least 1/(n·k^(d−1)).
 * @see Burckhardt, Kothari, Musuvathi and Nagarakatte, A Randomized Scheduler with Probabilistic Guarantees of
 * Finding Bugs (ASPLOS 2010)
 */
export class PriorityWalk extends Walk {
  readonly #depth: number;
  readonly #priorities = new Map<number, number>();
  readonly #changes = new Set<number>();
  #random = rng(0);
  #lowest = 0;
  /** Estimate of a run's length: the longest seen so far. */
  #length = 20;

  constructor(seed: number, depth: number) {
    super(seed);
    this.#depth = depth;
  }

  protected prepare(random: () => number): void {
    this.#length = Math.max(this.#length, this.points);
    this.#random = random;
    this.#lowest = 0;
    this.#priorities.clear();
    this.#changes.clear();
    for (let change = 1; change < this.#depth; change += 1) {
      this.#changes.add(1 + Math.floor(random() * this.#length));
    }
  }

  protected decide(options: readonly number[], costs: readonly number[], at: number): number {
    for (const id of options) if (!this.#priorities.has(id)) this.#priorities.set(id, 1 + this.#random());
    const best = this.#best(options, costs, COST.unfair);
    if (!this.#changes.has(at)) return best;
    this.#lowest -= 1;
    this.#priorities.set(options[best] ?? 0, this.#lowest);
    return this.#best(options, costs, COST.unfair + 1);
  }

  #best(options: readonly number[], costs: readonly number[], below: number): number {
    let best = 0;
    let highest = this.#priorities.get(options[0] ?? 0) ?? 0;
    for (let index = 1; index < options.length; index += 1) {
      const priority = this.#priorities.get(options[index] ?? 0) ?? 0;
      if (priority <= highest || (costs[index] ?? 0) >= below) continue;
      highest = priority;
      best = index;
    }
    return best;
  }
}
