import type { Hasher } from '#solution';

/** A value that notes who looks inside. */
export interface Opaque {
  readonly secret: number;
}

/** Values that only their own hasher may look into. */
export class Vault implements Hasher<Opaque> {
  /** What was done to a value by anybody but the hasher, in words. */
  readonly breaches: string[] = [];
  #open = false;

  value(secret: number): Opaque {
    const note = (what: string): void => {
      if (!this.#open) this.breaches.push(what);
    };
    return new Proxy<Opaque>(
      { secret },
      {
        get: (target, key) => {
          note(`read its property "${String(key)}"`);
          return Reflect.get(target, key) as unknown;
        },
        set: (target, key, value) => {
          note(`wrote its property "${String(key)}"`);
          return Reflect.set(target, key, value);
        },
        has: (target, key) => {
          note(`asked whether it has a property "${String(key)}"`);
          return Reflect.has(target, key);
        },
        ownKeys: (target) => {
          note('listed its properties');
          return Reflect.ownKeys(target);
        },
        defineProperty: (target, key, descriptor) => {
          note(`defined its property "${String(key)}"`);
          return Reflect.defineProperty(target, key, descriptor);
        },
      },
    );
  }

  hash(value: Opaque): number {
    return this.#inside(() => value.secret % 5);
  }

  equals(a: Opaque, b: Opaque): boolean {
    return this.#inside(() => a.secret === b.secret);
  }

  #inside<R>(look: () => R): R {
    this.#open = true;
    try {
      return look();
    } finally {
      this.#open = false;
    }
  }
}
