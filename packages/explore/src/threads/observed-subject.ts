/** Makes a call on the subject on behalf of a thread. */
export type MakeCall = (name: string, args: readonly unknown[], call: () => unknown) => unknown;

type Method = (...args: unknown[]) => unknown;
type Observing = new (subject: object, makeCall: MakeCall) => object;

const SUBJECT = Symbol('subject');
const MAKE_CALL = Symbol('makeCall');

interface Observed {
  readonly [SUBJECT]: object;
  readonly [MAKE_CALL]: MakeCall;
}

/** One class per prototype: building an object for a class of the learner's must cost next to nothing. */
const classes = new WeakMap<object, Observing>();

/**
 * Stands for the subject in the body of a thread: each call of a method and each read of a getter is a call of the
 * history; calls that the subject makes on itself are not.
 */
export function observed<Q>(subject: Q, makeCall: MakeCall): Q {
  if (typeof subject === 'function') {
    const call = subject as unknown as Method;
    const name = call.name === '' ? 'call' : call.name;
    return ((...args: unknown[]) => makeCall(name, args, () => call(...args))) as Q;
  }
  if (typeof subject !== 'object' || subject === null) return subject;
  const prototype = Object.getPrototypeOf(subject) as object | null;
  const isPlain =
    prototype === null || prototype === Object.prototype || Object.values(subject).some(isMethod);
  const Observing = isPlain ? classFor(subject) : cachedClassFor(prototype);
  return new Observing(subject, makeCall) as Q;
}

function isMethod(value: unknown): boolean {
  return typeof value === 'function';
}

function cachedClassFor(prototype: object): Observing {
  const known = classes.get(prototype);
  if (known) return known;
  const made = classFor(prototype);
  classes.set(prototype, made);
  return made;
}

function classFor(source: object): Observing {
  class Subject implements Observed {
    readonly [SUBJECT]: object;
    readonly [MAKE_CALL]: MakeCall;
    constructor(subject: object, makeCall: MakeCall) {
      this[SUBJECT] = subject;
      this[MAKE_CALL] = makeCall;
    }
  }
  for (
    let at: object | null = source;
    at && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    for (const name of Reflect.ownKeys(at)) {
      if (Object.hasOwn(Subject.prototype, name)) continue;
      const found = Object.getOwnPropertyDescriptor(at, name);
      if (found) Object.defineProperty(Subject.prototype, name, observing(name, found));
    }
  }
  return Subject;
}

function observing(key: string | symbol, found: PropertyDescriptor): PropertyDescriptor {
  const name = typeof key === 'symbol' ? (key.description ?? 'symbol') : key;
  if (typeof found.value === 'function') {
    const value = function call(this: Observed, ...args: unknown[]): unknown {
      const subject = this[SUBJECT] as Record<string | symbol, Method>;
      return this[MAKE_CALL](name, args, () => subject[key]?.(...args));
    };
    return { value, configurable: true };
  }
  return {
    configurable: true,
    get(this: Observed): unknown {
      const subject = this[SUBJECT];
      const read = (): unknown => Reflect.get(subject, key);
      return found.get ? this[MAKE_CALL](name, [], read) : read();
    },
    set(this: Observed, value: unknown) {
      Reflect.set(this[SUBJECT], key, value);
    },
  };
}
