import { Chan, type Context, recv, select } from '@katas/goroutine';

/** Keeps goroutines until it is opened. */
export class Gate {
  readonly #chan = new Chan<never>(0, 'gate');
  #isOpen = false;

  open(): void {
    if (!this.#isOpen) this.#chan.close();
    this.#isOpen = true;
  }

  async pass(ctx?: Context): Promise<void> {
    await select([recv(this.#chan), recv(ctx?.done())]);
  }
}
