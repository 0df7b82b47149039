import type { Recv } from './chan-core.ts';
import { current } from './current.ts';
import type { CaseLink, HandledCase, Happened, RecvCase, SelectCase, SendCase } from './select-case.ts';
import { Waiter } from './waiter.ts';
import { unlink } from './wait-queue.ts';

/** What `select` gives for a list of cases. */
export type Selected<Cases extends readonly SelectCase[]> = {
  [I in keyof Cases]: Outcome<Cases[I], IndexOf<I>>;
}[number];

// Over a union of cases, as in a list of unknown length, this is the union of their outcomes.
type Outcome<Case, Index extends number> =
  Case extends RecvCase<infer T>
    ? { readonly index: Index } & Recv<T>
    : Case extends SendCase
      ? { readonly index: Index; readonly value: undefined; readonly ok: true }
      : Case extends HandledCase<infer R>
        ? R
        : never;

type IndexOf<I> = I extends `${infer N extends number}` ? N : number;

/**
 * Waits until one of the cases can go on, and lets that one happen and no other. Among several that can, each
 * is taken with the same chance. A case on a nil channel never goes on; `select([])` waits for ever.
 *
 * Gives `{ index, value, ok }` of the case that happened; for a case with a handler, what the handler returned.
 * @param otherwise - Go's `default`: called instead, and its result given, if no case can go on at once.
 * @throws {ChanError} `chan: send on closed channel` when such a case is the one.
 * @see https://go.dev/ref/spec#Select_statements
 */
export function select<const Cases extends readonly SelectCase[]>(cases: Cases): Promise<Selected<Cases>>;
export function select<const Cases extends readonly SelectCase[], D>(
  cases: Cases,
  otherwise: () => D,
): Promise<Selected<Cases> | Awaited<D>>;
export function select(cases: readonly SelectCase[], otherwise?: () => unknown): Promise<unknown> {
  const links = cases as readonly CaseLink[];
  const index = pickReady(links);
  if (index >= 0) {
    const chosen = links[index] as CaseLink;
    let happened: Happened;
    try {
      happened = chosen.happen(index);
    } catch (error) {
      return Promise.reject(error);
    }
    const gone = current.done('select', cases, happened);
    return chosen.handler === undefined ? gone : gone.then((it) => chosen.handle(it));
  }
  if (otherwise !== undefined) return current.done('select', cases, undefined).then(otherwise);
  const waiter = new SelectWaiter(links);
  const gone = current.park(waiter, cases.length === 0 ? 'select (no cases)' : 'select', cases);
  if (!links.some((link) => link.handler !== undefined)) return gone;
  return gone.then((it) => {
    const chosen = links[it.index] as CaseLink;
    return chosen.handler === undefined ? it : chosen.handle(it);
  });
}

/**
 * `select` with an empty `default`, decided within the call: what happened, or `undefined` if no case could go
 * on. Handlers are not called.
 * @throws {ChanError} `chan: send on closed channel` when such a case is the one.
 */
export function trySelect<const Cases extends readonly (RecvCase<unknown> | SendCase)[]>(
  cases: Cases,
): Selected<Cases> | undefined;
export function trySelect(cases: readonly SelectCase[]): unknown {
  const links = cases as readonly CaseLink[];
  const index = pickReady(links);
  if (index < 0) return undefined;
  const happened = (links[index] as CaseLink).happen(index);
  current.did('select', cases);
  return happened;
}

/** The index of a case that can go on, chosen among all that can; -1 if none can. */
function pickReady(links: readonly CaseLink[]): number {
  let ready = 0;
  let first = -1;
  for (let i = 0; i < links.length; i++) {
    if (!(links[i] as CaseLink).ready) continue;
    if (ready === 0) first = i;
    ready++;
  }
  if (ready < 2) return first;
  let skip = current.pick(ready);
  for (let i = first; i < links.length; i++) {
    if ((links[i] as CaseLink).ready && skip-- === 0) return i;
  }
  return first;
}

/** A goroutine that waits in several queues at once, by a link in each. */
export class SelectWaiter extends Waiter<Happened> {
  readonly #links: CaseLink[];

  constructor(cases: readonly CaseLink[]) {
    super(undefined);
    this.#links = [...cases];
    let together = false;
    for (let i = 0; i < cases.length; i++) {
      const link = this.#enter(i);
      if (link.previous !== undefined && (link.previous as CaseLink).owner === this) together = true;
    }
    if (!together) return;
    // Several cases wait in one queue, where the first would always be met first: let chance order them.
    this.#leave();
    for (const i of shuffled(cases.length)) this.#enter(i);
  }

  finish(happened: Happened): void {
    this.#leave();
    this.wake(happened);
  }

  abort(error: Error): void {
    this.#leave();
    this.fail(error);
  }

  #enter(index: number): CaseLink {
    const link = (this.#links[index] as CaseLink).enter(this, index);
    this.#links[index] = link;
    return link;
  }

  #leave(): void {
    for (const link of this.#links) {
      link.owner = undefined;
      unlink(link);
    }
  }
}

/** The whole numbers below `n`, each order with the same chance. */
function shuffled(n: number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let rest = n; rest > 1; rest--) {
    const [chosen] = order.splice(current.pick(rest), 1);
    order.push(chosen as number);
  }
  return order;
}
