// stage: first-error
// test: what go accepts at the last moment is waited for
// says: before B had returned
// wait() takes the goroutines as they are when it is called; whoever is started later is waited for by
// nobody.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { context, go, type Context, type RecvChan } from '@katas/goroutine';

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

const CODE_OF_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const;

/** Why the group ended before all was drained. */
interface Force {
  readonly code: number;
  readonly timedOut: readonly string[];
}

export class Group {
  readonly #options: GroupOptions;
  readonly #main = context.withCancelCause(context.background());
  readonly #finished = context.withCancel(context.background());
  readonly #begun = Promise.withResolvers<void>();
  readonly #end = Promise.withResolvers<Report>();
  readonly #hooks = new AsyncDisposableStack();
  readonly #errors: { name: string; error: Error }[] = [];
  /** Goroutines and servers that have not ended; none of the promises ever rejects. */
  readonly #busy = new Set<{ readonly name: string; readonly ended: Promise<void> }>();
  #hook: string | undefined;
  #hookContext: Context = context.background();
  #cause: Error | undefined;
  #phase: 'running' | 'draining' | 'over' = 'running';
  #isAwaited = false;

  constructor(options: GroupOptions) {
    const { graceMs } = options;
    if (Number.isNaN(graceMs) || graceMs < 0 || graceMs === Infinity)
      throw new RangeError('group: graceMs must be finite and not negative');
    this.#options = options;
    go('signals', () => this.#heed(options.signals));
    go('drain', () => this.#drain());
  }

  go(name: string, f: (ctx: Context) => Promise<void>): void {
    this.#refuseUnlessRunning('go');
    const { promise, resolve } = Promise.withResolvers<void>();
    const one = { name, ended: promise };
    this.#busy.add(one);
    go(name, async () => {
      await this.#attempt(name, () => f(this.#main[0]));
      this.#busy.delete(one);
      resolve();
    });
  }

  onShutdown(name: string, f: (ctx: Context) => Promise<void> | void): void {
    this.#refuseUnlessRunning('onShutdown');
    this.#hooks.defer(async () => {
      if (this.#phase === 'over') return;
      this.#hook = name;
      await this.#attempt(name, () => f(this.#hookContext));
      this.#hook = undefined;
    });
  }

  serve(name: string, server: Server): void {
    this.#refuseUnlessRunning('serve');
    const ended = Promise.withResolvers<void>();
    const silent = new Set<Socket>();
    let isClosing = false;
    const onConnection = (socket: Socket): void => {
      silent.add(socket);
      socket.once('close', () => silent.delete(socket));
    };
    const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
      silent.delete(request.socket);
      response.once('close', () => {
        if (isClosing) server.closeIdleConnections();
      });
    };
    const onError = (error: Error): void => {
      this.#note(name, error);
      if (!server.listening) ended.resolve();
    };
    server
      .on('connection', onConnection)
      .on('request', onRequest)
      .on('error', onError)
      .on('close', ended.resolve);
    this.go(name, async (ctx) => {
      const letGo = ctx.onEnd(() => {
        isClosing = true;
        if (server.listening) server.close();
        for (const socket of silent) socket.destroy();
      });
      await ended.promise;
      letGo();
      server
        .off('connection', onConnection)
        .off('request', onRequest)
        .off('error', onError)
        .off('close', ended.resolve);
    });
  }

  shutdown(cause?: Error): void {
    if (this.#phase !== 'running') return;
    this.#phase = 'draining';
    this.#cause = cause;
    const [ctx, cancel] = context.withTimeout(context.background(), this.#options.graceMs);
    this.#hookContext = ctx;
    this.#finished[0].onEnd(cancel);
    ctx.onEnd(() => {
      if (ctx.err() === context.deadlineExceeded) this.#finish({ code: 1, timedOut: this.#unfinished() });
    });
    this.#main[1](cause);
    this.#begun.resolve();
  }

  wait(): Promise<Report> {
    if (!this.#isAwaited) {
      this.#isAwaited = true;
      const known = Array.from(this.#busy, ({ ended }) => ended);
      void Promise.all(known).then(() => {
        this.#busy.clear();
        this.shutdown();
      });
    }
    return this.#end.promise;
  }

  #refuseUnlessRunning(method: string): void {
    if (this.#phase !== 'running') throw new GroupClosedError(method);
  }

  async #attempt(name: string, f: () => Promise<void> | void): Promise<void> {
    try {
      await f();
    } catch (thrown) {
      this.#note(name, thrown);
    }
  }

  #note(name: string, thrown: unknown): void {
    const [ctx] = this.#main;
    const isOld = ctx.err() !== undefined && (thrown === ctx.err() || thrown === ctx.cause());
    if (isOld) return;
    const error = thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
    this.#errors.push({ name, error });
    this.shutdown(error);
  }

  async #drain(): Promise<void> {
    await this.#begun.promise;
    await Promise.all(Array.from(this.#busy, ({ ended }) => ended));
    await this.#hooks.disposeAsync();
    this.#finish(undefined);
  }

  #unfinished(): string[] {
    if (this.#busy.size > 0) return Array.from(this.#busy, ({ name }) => name);
    return this.#hook === undefined ? [] : [this.#hook];
  }

  async #heed(signals: RecvChan<Signal>): Promise<void> {
    let count = 0;
    try {
      for (
        let got = await signals.recv(this.#finished[0]);
        got.ok;
        got = await signals.recv(this.#finished[0])
      ) {
        this.shutdown(new SignalError(got.value));
        count += 1;
        if (count === 2) this.#finish({ code: CODE_OF_SIGNAL[got.value], timedOut: [] });
      }
    } catch {
      // The group is over, and takes no more signals.
    }
  }

  #finish(force: Force | undefined): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#finished[1]();
    if (force !== undefined) this.#options.exit(force.code);
    this.#end.resolve({
      cause: this.#cause,
      errors: this.#errors.slice(),
      timedOut: force?.timedOut ?? [],
      exitCode: force?.code ?? this.#code(),
    });
  }

  #code(): number {
    if (this.#errors.length > 0) return 1;
    if (this.#cause instanceof SignalError) return CODE_OF_SIGNAL[this.#cause.signal];
    return this.#cause === undefined ? 0 : 1;
  }
}
