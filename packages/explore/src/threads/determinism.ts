import type { Choose, Program, RunOutcome } from '../core/program.ts';
import { bitsOf, mix } from './access.ts';
import { RefusedError } from './refused-error.ts';
import type { Simulator } from './simulator.ts';

/** One run in so many is run twice. */
const EVERY = 128;
/** The first runs are all run twice. */
const FIRST = 8;

/** Runs some runs twice from their beginning and refuses a program for which that makes a difference. */
export class CheckedSimulator implements Program {
  readonly #simulator: Simulator;
  #runs = 0;

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  reset(): void {
    this.#simulator.reset();
  }

  /** @throws {RefusedError} when the same schedule gave something else the second time */
  run(choose: Choose, from: number): RunOutcome {
    const simulator = this.#simulator;
    const outcome = simulator.run(choose, from);
    this.#runs += 1;
    if ((this.#runs > FIRST && this.#runs % EVERY !== 0) || outcome.isPruned) return outcome;
    const taken = simulator.taken();
    const before = digestOf(simulator);
    simulator.forget();
    let point = -1;
    const again = simulator.run(() => taken[(point += 1)] ?? 0, Infinity);
    if (digestOf(simulator) === before && again.failure?.key === outcome.failure?.key) return outcome;
    simulator.forget();
    throw new RefusedError(
      'the same schedule does not give the same run twice: something is kept from one run to the next outside of the ' +
        'shared memory, or comes from outside',
      true,
    );
  }
}

function digestOf({ scheduler, events }: Simulator): number {
  let digest = 7;
  for (const word of scheduler.state) digest = mix(digest, word);
  for (const { name, result, error } of events)
    digest = mix(mix(digest, bitsOf(name)), bitsOf(error ?? result));
  return digest;
}
