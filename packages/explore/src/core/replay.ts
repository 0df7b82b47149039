import type { Choose, Deviation } from './program.ts';
import type { Strategy } from './strategy.ts';

/**
 * Runs the default schedule with these deviations, once. A deviation whose alternative is not to be had where it
 * should be taken falls back to the default; {@link deviations} tells which were.
 */
export class Replay implements Strategy {
  readonly from = Infinity;
  readonly #wanted: ReadonlyMap<number, number>;
  #taken: Deviation[] = [];
  #hasRun = false;

  constructor(deviations: readonly Deviation[]) {
    this.#wanted = new Map(deviations.map(({ at, id }) => [at, id]));
  }

  begin(): Choose | undefined {
    if (this.#hasRun) return undefined;
    this.#hasRun = true;
    let at = -1;
    return (options) => {
      at += 1;
      const id = this.#wanted.get(at);
      const index = id === undefined ? 0 : Math.max(0, options.indexOf(id));
      if (index > 0) this.#taken.push({ at, id: options[index] ?? 0 });
      return index;
    };
  }

  end(): void {}

  deviations(): Deviation[] {
    return this.#taken;
  }
}
