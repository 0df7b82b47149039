/**
 * Once, with an `await` in it: two find that nothing is there yet, and both begin.
 * Smallest schedule: 4:1
 */
import { gosched, Once, WaitGroup } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

class Buggy {
  made = 0;
  protected connection: number | undefined = undefined;

  protected async connect(): Promise<void> {
    await gosched();
    this.made += 1;
    this.connection = this.made;
  }

  async get(): Promise<number | undefined> {
    if (this.connection === undefined) await this.connect();
    return this.connection;
  }
}

class Fixed extends Buggy {
  readonly #once = new Once();

  override async get(): Promise<number | undefined> {
    await this.#once.do(() => this.connect());
    return this.connection;
  }
}

const run = (Lazy: typeof Buggy) => async () => {
  const lazy = new Lazy();
  const group = new WaitGroup();
  for (const name of ['A', 'B']) {
    group.go(name, async () => {
      await lazy.get();
    });
  }
  await group.wait();
  return () => lazy.made === 1 || `${lazy.made} connections were made`;
};

export const racedInit: ZooEntry = {
  name: 'raced-init',
  kind: 'invariant',
  says: '2 connections were made',
  token: '4:1',
  bound: 3,
  buggy: run(Buggy),
  fixed: run(Fixed),
};
