import { Chan } from '@katas/goroutine';

/** Names for what operations are on: given ones, else a kind and a number in the order of their appearance. */
export class Subjects {
  readonly #names = new Map<object, string>();
  readonly #counts = new Map<string, number>();

  label(on: object, name: string): void {
    this.#names.set(on, name);
  }

  name(on: object | undefined): string {
    if (on === undefined) return '';
    const known = this.#names.get(on);
    if (known !== undefined) return known;
    if (Array.isArray(on)) return on.map((one) => this.#nameCase(one as object)).join(', ');
    const kind = on instanceof Chan ? 'chan' : on.constructor.name;
    const name = on instanceof Chan && on.name !== undefined ? on.name : `${kind} ${this.#next(kind)}`;
    this.#names.set(on, name);
    return name;
  }

  /** A case of `select` is a link that knows its channel, and its value if it sends. */
  #nameCase(link: object): string {
    const { chan } = link as { chan?: object | null };
    const on = chan === null || chan === undefined ? 'nil' : this.name(chan);
    return 'brings' in link ? `send to ${on}` : `receive from ${on}`;
  }

  #next(kind: string): number {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    return count;
  }
}
