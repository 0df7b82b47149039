import { Chan } from '@katas/goroutine';

/** A goroutine that does not care for its context, until it is let go. */
export class Stubborn {
  readonly #gate = new Chan<never>(0, 'stubborn');
  #isFree = false;

  readonly wait = async (): Promise<void> => {
    await this.#gate.recv();
  };

  free(): void {
    if (!this.#isFree) this.#gate.close();
    this.#isFree = true;
  }
}
