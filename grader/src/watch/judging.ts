import { setTimeout as delay } from 'node:timers/promises';
import type { Kata, Verdict } from '@katas/kata';
import type { Candidate } from '../judge.ts';
import type { WatchEvent } from './event.ts';
import { canDeepen, deepen } from '../deepening.ts';
import type { CandidateProblem, WatchOptions } from './watch.ts';

type Read = Candidate | { readonly problem: CandidateProblem };

/** Asks for a run; the newest order holds. */
interface Order {
  readonly kata: Kata;
  /** The stage to run first. */
  readonly first: string;
  /** Run even where the text is the one that was judged last. */
  readonly force: boolean;
}

interface Run {
  readonly id: number;
  readonly kata: Kata;
  readonly candidate: Candidate;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

interface Passed {
  readonly kata: Kata;
  readonly candidate: Candidate;
  readonly verdict: Verdict;
  readonly signal: AbortSignal;
}

/**
 * A file that can't be judged may be one that is being written: an editor truncates, then writes. Nothing but such a
 * bad outcome waits, and only so long.
 */
const SETTLE_MS = 60;

type Ports = Pick<WatchOptions, 'judge' | 'readCandidate' | 'seed' | 'searchMs'>;

/**
 * Turns "something happened to the file" into verdicts: latest save wins. At most one run goes on; a newer text ends
 * it, the same text leaves it alone. A verdict is told only if the file still holds the text that was judged.
 */
export class Judging {
  readonly #ports: Ports;
  readonly #push: (event: WatchEvent) => void;
  #wanted: Order | undefined;
  #isPumping = false;
  #pumping: Promise<void> | undefined;
  #run: Run | undefined;
  #runs = 0;
  /** Behind a pass. */
  #search: { readonly controller: AbortController; readonly ended: Promise<void> } | undefined;
  /** What was told last, so that the same thing is not told twice. */
  #told: { kata: Kata; text: string } | undefined;
  #isClosed = false;

  constructor(ports: Ports, push: (event: WatchEvent) => void) {
    this.#ports = ports;
    this.#push = push;
  }

  request(order: Order): void {
    if (this.#isClosed) return;
    const isForced = order.force || (this.#wanted?.force === true && this.#wanted.kata === order.kata);
    this.#wanted = { ...order, force: isForced };
    if (!this.#isPumping) this.#pumping = this.#pump();
  }

  /** Ends what runs; resolves when it has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wanted = undefined;
    this.#run?.controller.abort(new Error('the watch was left'));
    this.#search?.controller.abort(new Error('the watch was left'));
    await this.#pumping;
    await this.#run?.ended;
    await this.#search?.ended;
  }

  async #pump(): Promise<void> {
    this.#isPumping = true;
    try {
      for (let order = this.#takeOrder(); order !== undefined; order = this.#takeOrder()) {
        const read = await this.#ports.readCandidate(order.kata.slug);
        if ('problem' in read) await this.#unreadable(order);
        else await this.#judge(order, read);
      }
    } finally {
      // In the same turn as the last look for an order: one that comes after it starts a new pump.
      this.#isPumping = false;
    }
  }

  #takeOrder(): Order | undefined {
    const order = this.#wanted;
    this.#wanted = undefined;
    return order;
  }

  async #unreadable(order: Order): Promise<void> {
    await delay(SETTLE_MS);
    if (this.#wanted !== undefined || this.#isClosed) {
      // The newer order looks again, with all the force of this one.
      if (this.#wanted?.kata === order.kata && order.force) this.#wanted = { ...this.#wanted, force: true };
      return;
    }
    const again = await this.#ports.readCandidate(order.kata.slug);
    if (!('problem' in again)) return await this.#judge(order, again);
    await this.#stop();
    this.#told = undefined;
    if (!this.#isClosed) this.#push({ type: 'unreadable', slug: order.kata.slug, problem: again.problem });
  }

  async #judge(order: Order, candidate: Candidate): Promise<void> {
    const running = this.#run;
    if (!order.force && running?.kata === order.kata && running.candidate.text === candidate.text) return;
    if (
      !order.force &&
      running === undefined &&
      this.#told?.kata === order.kata &&
      this.#told.text === candidate.text
    ) {
      this.#push({ type: 'unchanged', slug: order.kata.slug });
      return;
    }
    await this.#stop();
    if (this.#isClosed) return;
    this.#runs += 1;
    const id = this.#runs;
    const controller = new AbortController();
    this.#push({ type: 'run-started', slug: order.kata.slug, run: id, candidate, first: order.first });
    const ended = this.#carryOut(order, { id, candidate, signal: controller.signal });
    this.#run = { id, kata: order.kata, candidate, controller, ended };
  }

  async #stop(): Promise<void> {
    for (const going of [this.#search, this.#run]) {
      going?.controller.abort(new Error('a newer save is judged instead'));
      await going?.ended;
    }
    this.#search = undefined;
  }

  async #carryOut(
    order: Order,
    run: { id: number; candidate: Candidate; signal: AbortSignal },
  ): Promise<void> {
    const { id, candidate, signal } = run;
    const { kata, first } = order;
    let quick: Promise<Verdict | undefined> | undefined;
    try {
      const seed = this.#ports.seed();
      const verdict = await this.#ports.judge.judge({
        kata,
        candidate,
        seed,
        first,
        signal,
        on: (event) => {
          if (signal.aborted) return;
          if (event.type === 'quick') quick = this.#tellQuick(order, run, event.verdict);
          else this.#push({ type: 'judging', run: id, event });
        },
      });
      const told = await quick;
      if (told === undefined) await this.#tell(order, run, verdict);
      else this.#confirm(order, run, { told, verdict });
    } catch (error) {
      if (signal.aborted) return;
      this.#told = { kata, text: candidate.text };
      this.#push({
        type: 'broke',
        slug: kata.slug,
        why: error instanceof Error ? error.message : String(error),
      });
    } finally {
      if (this.#run?.id === id) this.#run = undefined;
    }
  }

  async #tell(
    order: Order,
    run: { id: number; candidate: Candidate; signal: AbortSignal },
    verdict: Verdict,
  ): Promise<void> {
    const { id, candidate, signal } = run;
    if (verdict.outcome === 'error') await delay(SETTLE_MS, undefined, { signal });
    const now: Read = await this.#ports.readCandidate(order.kata.slug);
    if (signal.aborted) return;
    if ('problem' in now || now.text !== candidate.text) {
      // A save came whose event has not arrived yet; its own run follows this one.
      this.request({ ...order, force: true });
      return;
    }
    this.#told = { kata: order.kata, text: candidate.text };
    if (this.#run?.id === id) this.#run = undefined;
    this.#push({ type: 'judged', run: id, verdict, candidate });
    this.#searchBehind(order, candidate, verdict);
  }

  /** The verdict on small sizes is told like any other; that on all of them follows. */
  async #tellQuick(
    order: Order,
    run: { id: number; candidate: Candidate; signal: AbortSignal },
    verdict: Verdict,
  ): Promise<Verdict | undefined> {
    const { id, candidate, signal } = run;
    if (verdict.outcome === 'error') return undefined;
    const now: Read = await this.#ports.readCandidate(order.kata.slug);
    if (signal.aborted || 'problem' in now || now.text !== candidate.text) return undefined;
    this.#told = { kata: order.kata, text: candidate.text };
    this.#push({ type: 'judged', run: id, verdict, candidate });
    const about = { slug: order.kata.slug, candidate };
    if (verdict.outcome === 'pass') this.#push({ type: 'searched', ...about, verdict, isOver: false });
    return verdict;
  }

  /** The verdict on all sizes, after the one on the small ones: it says more of the same, or turns it. */
  #confirm(
    order: Order,
    { candidate, signal }: { candidate: Candidate; signal: AbortSignal },
    { told, verdict }: { told: Verdict; verdict: Verdict },
  ): void {
    if (signal.aborted) return;
    const about = { slug: order.kata.slug, candidate, verdict };
    if (told.outcome === 'pass' && verdict.outcome !== 'pass') this.#push({ type: 'turned', ...about });
    else this.#push({ type: 'confirmed', ...about });
    this.#searchBehind(order, candidate, verdict);
  }

  #searchBehind(order: Order, candidate: Candidate, verdict: Verdict): void {
    if (this.#ports.searchMs > 0 && canDeepen(verdict) && !this.#isClosed) {
      const controller = new AbortController();
      const ended = this.#goOn({ kata: order.kata, candidate, verdict, signal: controller.signal });
      this.#search = { controller, ended };
    }
  }

  /** Searches further behind a pass; what it finds turns the verdict. */
  async #goOn({ kata, candidate, verdict, signal }: Passed): Promise<void> {
    const { judge, searchMs: totalMs, seed: nextSeed } = this.#ports;
    const about = { slug: kata.slug, candidate };
    const say = (now: Verdict, isOver: boolean): void => {
      if (!signal.aborted) this.#push({ type: 'searched', ...about, verdict: now, isOver });
    };
    say(verdict, false);
    try {
      await judge.ready();
      signal.throwIfAborted();
      const found = await deepen(verdict, {
        judge,
        request: { kata, candidate, seed: nextSeed(), signal },
        totalMs,
        nextSeed,
        onRound: (now) => say(now, false),
      });
      if (signal.aborted) return;
      if (found.outcome === 'pass') say(found, true);
      else this.#push({ type: 'turned', ...about, verdict: found });
    } catch {
      // A search that breaks takes nothing from the verdict that stands.
      say(verdict, true);
    }
  }
}
