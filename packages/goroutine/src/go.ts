import { current } from './current.ts';
import { Origin } from './origin.ts';
import type { GoroutineStart } from './runtime.ts';

/**
 * Starts `body` as a goroutine: it runs after the caller's next `await`, and nobody waits for it unless it says
 * so through a channel or a WaitGroup. An error that escapes it reaches the Runtime's `onPanic`, which by
 * default fails the program.
 * @param name - for reports; default: the function's own name.
 */
export function go(body: () => unknown): void;
export function go(name: string, body: () => unknown): void;
export function go(nameOrBody: string | (() => unknown), body?: () => unknown): void {
  current.go(goroutine(nameOrBody, body, new Origin()));
}

/** What the two forms of every `go` mean. */
export function goroutine(
  nameOrBody: string | (() => unknown),
  body: (() => unknown) | undefined,
  origin: Origin,
): GoroutineStart {
  const work = typeof nameOrBody === 'string' ? body : nameOrBody;
  if (typeof work !== 'function') throw new TypeError('go: the body of a goroutine must be a function');
  const name = typeof nameOrBody === 'string' ? nameOrBody : work.name;
  return { body: work, name: name === '' ? undefined : name, origin };
}

/** Lets other goroutines run: Go's `runtime.Gosched()`. */
export function gosched(): Promise<void> {
  return current.done('yield', undefined, undefined);
}
