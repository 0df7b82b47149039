/** A place at which one sender and one receiver meet, each with one promise at most. */
export class Cell {
  #sender: ((done: undefined) => void) | undefined = undefined;
  #receiver: ((value: number) => void) | undefined = undefined;
  #value = 0;

  send(value: number): Promise<undefined> {
    const receiver = this.#receiver;
    if (receiver !== undefined) {
      this.#receiver = undefined;
      receiver(value);
      return done;
    }
    this.#value = value;
    const promise = new Promise<undefined>(capture);
    this.#sender = captured;
    return promise;
  }

  recv(): Promise<number> {
    const sender = this.#sender;
    if (sender !== undefined) {
      this.#sender = undefined;
      sender(undefined);
      return Promise.resolve(this.#value);
    }
    const promise = new Promise<number>(capture);
    this.#receiver = captured;
    return promise;
  }
}

const done = Promise.resolve(undefined);
let captured: (value: unknown) => void;
const capture = (resolve: (value: never) => void): void => {
  captured = resolve as (value: unknown) => void;
};
