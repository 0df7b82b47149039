// stage: hooks
// test: a hook that throws keeps no other from running, and is reported
// says: who is in errors
// What a hook throws is dropped: the report says that all went well.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import {
  Chan,
  context,
  go,
  recv,
  select,
  time,
  WaitGroup,
  type CancelCauseFunc,
  type Context,
  type RecvChan,
} from '@katas/goroutine';

export type Signal = 'SIGINT' | 'SIGTERM';

export class SignalError extends Error {
  override readonly name = 'SignalError';
  readonly signal: Signal;

  constructor(signal: Signal) {
    super(`group: received ${signal}`);
    this.signal = signal;
  }
}

export class GroupClosedError extends Error {
  override readonly name = 'GroupClosedError';

  constructor(method: string) {
    super(`group: ${method} after the shutdown has begun`);
  }
}

export interface GroupOptions {
  readonly signals: RecvChan<Signal>;
  readonly graceMs: number;
  readonly exit: (code: number) => void;
}

export interface Report {
  readonly cause: Error | undefined;
  readonly errors: readonly { readonly name: string; readonly error: Error }[];
  readonly timedOut: readonly string[];
  readonly exitCode: number;
}

interface Member {
  readonly name: string;
}

interface Hook extends Member {
  readonly f: (ctx: Context) => Promise<void> | void;
}

const CODES: Record<Signal, number> = { SIGINT: 130, SIGTERM: 143 };

export class Group {
  readonly #options: GroupOptions;
  readonly #ctx: Context;
  readonly #endContext: CancelCauseFunc;
  readonly #running = new Set<Member>();
  readonly #returned = new WaitGroup();
  readonly #hooks: Hook[] = [];
  readonly #errors: { readonly name: string; readonly error: Error }[] = [];
  readonly #report = Promise.withResolvers<Report>();
  #cause: Error | undefined;
  #hook: Hook | undefined;
  #signals = 0;
  #deadlineMs = Infinity;
  #isAwaited = false;
  #isClosing = false;
  #isOver = false;

  constructor(options: GroupOptions) {
    if (!Number.isFinite(options.graceMs) || options.graceMs < 0)
      throw new RangeError('group: graceMs must be a number from 0 up');
    this.#options = options;
    [this.#ctx, this.#endContext] = context.withCancelCause(context.background());
    go('supervisor', () => this.#supervise());
  }

  go(name: string, f: (ctx: Context) => Promise<void>): void {
    this.#assertOpen('go');
    const member: Member = { name };
    this.#running.add(member);
    this.#returned.add(1);
    go(name, async () => {
      try {
        await f(this.#ctx);
      } catch (error) {
        this.#fail(name, error);
      }
      this.#running.delete(member);
      this.#returned.done();
      this.#beginIfIdle();
    });
  }

  onShutdown(name: string, f: (ctx: Context) => Promise<void> | void): void {
    this.#assertOpen('onShutdown');
    this.#hooks.push({ name, f });
  }

  serve(name: string, server: Server): void {
    this.#assertOpen('serve');
    const door = new Door(server, (error) => this.#fail(name, error));
    this.go(name, (ctx) => door.keep(ctx));
  }

  shutdown(cause?: Error): void {
    this.#begin(cause);
  }

  wait(): Promise<Report> {
    this.#isAwaited = true;
    this.#beginIfIdle();
    return this.#report.promise;
  }

  #assertOpen(method: string): void {
    if (this.#isClosing) throw new GroupClosedError(method);
  }

  #beginIfIdle(): void {
    if (this.#isAwaited && this.#running.size === 0) this.#begin(undefined);
  }

  #begin(cause: Error | undefined): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#deadlineMs = time.now() + this.#options.graceMs;
    this.#cause = cause;
    this.#endContext(cause);
  }

  #fail(name: string, thrown: unknown): void {
    const saysOnlyThatItIsOver = thrown === this.#ctx.err() || thrown === this.#ctx.cause();
    if (this.#isOver || (this.#isClosing && saysOnlyThatItIsOver)) return;
    const error = thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
    this.#errors.push({ name, error });
    this.#begin(error);
  }

  async #supervise(): Promise<void> {
    let signals: RecvChan<Signal> | undefined = this.#options.signals;
    while (!this.#isClosing) {
      const it = await select([recv(this.#ctx.done()), recv(signals)]);
      if (it.index === 0) break;
      if (it.ok) this.#signal(it.value);
      else signals = undefined;
    }
    const drained = new Chan<never>();
    go('drain', () => this.#drain(drained));
    const timer = time.newTimer(this.#deadlineMs - time.now());
    while (!this.#isOver) {
      const it = await select([recv(drained), recv(timer.C), recv(signals)]);
      if (it.index === 0) this.#finish([], undefined);
      else if (it.index === 1) this.#finish(this.#unfinished(), 1);
      else if (!it.ok) signals = undefined;
      else if (this.#signal(it.value) === 2) this.#finish([], CODES[it.value]);
    }
    timer.stop();
  }

  /** The how-manieth it is. */
  #signal(signal: Signal): number {
    this.#begin(new SignalError(signal));
    this.#signals += 1;
    return this.#signals;
  }

  async #drain(drained: Chan<never>): Promise<void> {
    await this.#returned.wait();
    const [ctx, cancel] = context.withDeadline(context.background(), this.#deadlineMs);
    for (let hook = this.#hooks.pop(); hook !== undefined && !this.#isOver; hook = this.#hooks.pop()) {
      this.#hook = hook;
      try {
        await hook.f(ctx);
      } catch {
        // the next one
      }
    }
    cancel();
    drained.close();
  }

  #unfinished(): string[] {
    if (this.#running.size > 0) return Array.from(this.#running, ({ name }) => name);
    return this.#hook === undefined ? [] : [this.#hook.name];
  }

  #finish(timedOut: string[], forced: number | undefined): void {
    this.#isOver = true;
    if (forced !== undefined) this.#options.exit(forced);
    this.#report.resolve({
      cause: this.#cause,
      errors: this.#errors,
      timedOut,
      exitCode: forced ?? this.#exitCode(),
    });
  }

  #exitCode(): number {
    if (this.#errors.length > 0) return 1;
    if (this.#cause instanceof SignalError) return CODES[this.#cause.signal];
    return this.#cause === undefined ? 0 : 1;
  }
}

/** A server, and which of its connections have requests that are not answered yet. */
class Door {
  readonly #server: Server;
  readonly #onError: (error: Error) => void;
  readonly #requests = new Map<Socket, number>();
  readonly #closed = new Chan<never>();
  #isClosing = false;
  #isLeft = false;

  constructor(server: Server, onError: (error: Error) => void) {
    this.#server = server;
    this.#onError = onError;
    server.on('connection', this.#opened);
    server.on('request', this.#asked);
    server.on('error', this.#failed);
    server.on('close', this.#left);
  }

  async keep(ctx: Context): Promise<void> {
    await select([recv(ctx.done()), recv(this.#closed)]);
    this.#isClosing = true;
    if (this.#server.listening) this.#server.close();
    for (const socket of this.#requests.keys()) this.#closeIfIdle(socket);
    await this.#closed.recv();
    this.#server.off('connection', this.#opened);
    this.#server.off('request', this.#asked);
    this.#server.off('error', this.#failed);
    this.#server.off('close', this.#left);
  }

  readonly #opened = (socket: Socket): void => {
    this.#requests.set(socket, 0);
    socket.once('close', () => this.#requests.delete(socket));
  };

  readonly #asked = ({ socket }: IncomingMessage, response: ServerResponse): void => {
    this.#count(socket, 1);
    response.once('close', () => {
      this.#count(socket, -1);
      if (this.#isClosing) this.#closeIfIdle(socket);
    });
  };

  readonly #failed = (error: Error): void => {
    this.#onError(error);
    if (!this.#server.listening) this.#left();
  };

  readonly #left = (): void => {
    if (!this.#isLeft) this.#closed.close();
    this.#isLeft = true;
  };

  #count(socket: Socket, change: number): void {
    const requests = this.#requests.get(socket);
    if (requests !== undefined) this.#requests.set(socket, requests + change);
  }

  #closeIfIdle(socket: Socket): void {
    if (this.#requests.get(socket) === 0) socket.destroySoon();
  }
}
