// Mistake: each transfer locks its own account first: two opposite ones wait for each other.
// Schedule: 1:1 (deadlock)
const FROM = 0;
const BALANCE = 2;

/** Two accounts, each with a lock. */
export class Bank {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  transfer(from: number, to: number, amount: number): void {
    const first = from;
    const second = to;
    this.#lock(first);
    this.#lock(second);
    Atomics.sub(this.#words, BALANCE + from, amount);
    Atomics.add(this.#words, BALANCE + to, amount);
    this.#unlock(second);
    this.#unlock(first);
  }

  #lock(account: number): void {
    while (Atomics.compareExchange(this.#words, FROM + account, 0, 1) !== 0) {
      Atomics.wait(this.#words, FROM + account, 1);
    }
  }

  #unlock(account: number): void {
    Atomics.store(this.#words, FROM + account, 0);
    Atomics.notify(this.#words, FROM + account, 1);
  }
}
