import { Chan } from '../chan.ts';
import { RecvLink, SendLink } from '../select-case.ts';

/** Names for what operations are on, the same in every run of the same schedule. */
export class Subjects {
  readonly #numbers = new Map<object, number>();
  readonly #counts = new Map<string, number>();

  name(on: object | undefined): string {
    if (on === undefined) return '';
    if (Array.isArray(on)) return on.map((one: unknown) => this.#nameCase(one)).join(', ');
    const kind = on instanceof Chan ? 'chan' : on.constructor.name;
    if (on instanceof Chan && on.name !== undefined) return `chan "${on.name}"`;
    return `${kind} #${this.#number(on, kind)}${on instanceof Chan ? ` (cap ${on.cap})` : ''}`;
  }

  #nameCase(one: unknown): string {
    if (one instanceof RecvLink) return `receive from ${this.#nameChan(one.chan)}`;
    return one instanceof SendLink ? `send to ${this.#nameChan(one.chan)}` : '?';
  }

  #nameChan(chan: object | null | undefined): string {
    return chan === null || chan === undefined ? 'nil' : this.name(chan);
  }

  #number(on: object, kind: string): number {
    const known = this.#numbers.get(on);
    if (known !== undefined) return known;
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    this.#numbers.set(on, number);
    return number;
  }
}
