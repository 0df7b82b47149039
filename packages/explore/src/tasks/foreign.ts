import { createHook } from 'node:async_hooks';
import { currentTask } from './identity.ts';
import { type Place, placeIn, placeText, type Stack } from './place.ts';
import type { SteeredRun } from './steered-run.ts';

/** A run cannot be judged; the message says why. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** What Node calls the things that finish by themselves, outside of every schedule, and what people call them. */
const KINDS: readonly (readonly [type: RegExp, words: string])[] = [
  [/^Timeout$/, 'a timer of the platform (setTimeout, setInterval, AbortSignal.timeout)'],
  [/^Immediate$/, 'setImmediate'],
  [/^(?:FS|FILEHANDLE|DIRHANDLE|STATWATCHER|BLOB)/, 'the file system'],
  [/^(?:TCP|UDP|PIPE(?:SERVER|CONNECT)|GETADDRINFO|GETNAMEINFO|DNS|QUERY|HTTP|TLS|JSSTREAM)/, 'the network'],
  [/^(?:WORKER|MESSAGEPORT|PROCESSWRAP)$/, 'another thread or process'],
  [/^(?:ZLIB|RANDOM|PBKDF2|SCRYPT|HASH|CIPHER|SIGN|KEY|CHECKPRIME|DERIVE)/, 'a background thread'],
  [/^(?:SIGNALWRAP|WASI|ELD)/, 'the operating system'],
];

const { waitAsync: trueWaitAsync } = Atomics;

/** Notices what tasks start that no schedule decides about. */
export class ForeignWatch {
  #found: { readonly words: string; readonly stack: Stack } | undefined = undefined;
  readonly #undo: (() => void)[] = [];
  readonly #hook = createHook({
    init: (_id, type, _trigger, resource) => {
      const task = currentTask();
      if (task === undefined || task.run.isOver) return;
      const words = KINDS.find(([kind]) => kind.test(type))?.[1];
      if (words === undefined) return;
      const stack = longStack();
      // Where a test runner collects what is printed, printing sets timers.
      if (/node:internal\/console/.test(stack.stack ?? '')) return;
      this.#found ??= { words, stack };
      // Not yet: here it is about to be made.
      if (type === 'Timeout') this.#undo.push(() => clearTimeout(resource as NodeJS.Timeout));
      else if (type === 'Immediate') this.#undo.push(() => clearImmediate(resource as NodeJS.Immediate));
    },
    ...({ trackPromises: false } satisfies Record<string, unknown>),
  });

  start(): void {
    this.#hook.enable();
    // Known to V8 only: no hook hears of it.
    Atomics.waitAsync = new Proxy(trueWaitAsync, {
      apply: (target, self, args) => {
        if (currentTask() !== undefined) this.#found ??= { words: 'Atomics.waitAsync', stack: longStack() };
        return Reflect.apply(target, self, args) as unknown;
      },
    });
  }

  stop(): void {
    this.#hook.disable();
    Atomics.waitAsync = trueWaitAsync;
  }

  /** @throws {RefusedError} where a task has started something that goes on by itself */
  assertNone(): void {
    const found = this.#found;
    if (found === undefined) return;
    this.#found = undefined;
    for (const undo of this.#undo.splice(0)) undo();
    throw refused(found.words, placeIn(found.stack, undefined));
  }
}

function refused(words: string, place: Place | undefined): RefusedError {
  return new RefusedError(
    `the program uses ${words} at ${placeText(place)}: the explorer cannot decide when that finishes. ` +
      'Use time, channels and locks of @katas/goroutine, or put something steered in its place.',
  );
}

/** A run that waits for what no task of it has started: a request or a timer from before it began. */
export function outside(run: SteeredRun): RefusedError {
  const names = run.tasks
    .filter((task) => !task.hasReturned)
    .map((task) => task.givenName ?? `goroutine ${task.number}`);
  return new RefusedError(
    `the program waits for something outside the runtime: ${names.join(', ')} went on although no schedule let it. ` +
      'Everything that a scenario awaits must begin inside of it.',
  );
}

/** Stacks are off while schedules are searched. */
function longStack(): Stack {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  try {
    // The constructor takes a stack also while `captureStackTrace` is out of use.
    return new Error('foreign');
  } finally {
    Error.stackTraceLimit = before;
  }
}
