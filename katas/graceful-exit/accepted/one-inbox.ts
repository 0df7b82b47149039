// An actor: everything that happens is a message, one loop reads them and is the only one that changes the state. What
// callers must see within their call (the context, the refusal) is one function, `#begin`, which leaves a message as well.
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Chan, context, go, recv, select, time, type Context, type RecvChan } from '@katas/goroutine';

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

type Body = (ctx: Context) => Promise<void> | void;

interface Job {
  readonly name: string;
  readonly f: Body;
}

type Message =
  | { readonly type: 'look' }
  | { readonly type: 'settled'; readonly job: Job }
  | { readonly type: 'signal'; readonly signal: Signal }
  | { readonly type: 'no more signals' }
  | { readonly type: 'deadline' };

/** Takes any number of messages without making anybody wait, and wakes the one who reads them. */
class Inbox {
  readonly #messages: Message[] = [];
  readonly #bell = new Chan<void>(1, 'inbox');

  put(message: Message): void {
    this.#messages.push(message);
    this.#bell.trySend();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Message, never> {
    for (;;) {
      for (let next = this.#messages.shift(); next !== undefined; next = this.#messages.shift()) yield next;
      await this.#bell.recv();
    }
  }
}

export class Group {
  readonly #options: GroupOptions;
  readonly #inbox = new Inbox();
  readonly #main = context.withCancelCause(context.background());
  /** Ends when the group is over: for whoever works for the group itself. */
  readonly #life = context.withCancel(context.background());
  readonly #report: Promise<Report>;
  readonly #hooks: Job[] = [];
  readonly #jobs: Job[] = [];
  readonly #errors: { name: string; error: Error }[] = [];
  #begun: { readonly cause: Error | undefined; readonly deadlineMs: number } | undefined;
  #isAwaited = false;
  #signals = 0;

  constructor(options: GroupOptions) {
    if (!(options.graceMs >= 0 && options.graceMs < Infinity))
      throw new RangeError(`group: graceMs is ${options.graceMs}`);
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<Report>();
    this.#report = promise;
    go('signals', () => this.#listen());
    go('inbox', async () => {
      const report = await this.#read();
      this.#life[1]();
      resolve(report);
    });
  }

  go(name: string, f: Body): void {
    this.#mustBeOpen('go');
    this.#start({ name, f }, this.#main[0]);
  }

  onShutdown(name: string, f: Body): void {
    this.#mustBeOpen('onShutdown');
    this.#hooks.push({ name, f });
  }

  serve(name: string, server: Server): void {
    this.#mustBeOpen('serve');
    const attended = attend(server, (error) => this.#failed(name, error));
    this.go(name, attended);
  }

  shutdown(cause?: Error): void {
    this.#begin(cause);
  }

  wait(): Promise<Report> {
    this.#isAwaited = true;
    this.#beginIfEmpty();
    return this.#report;
  }

  #mustBeOpen(method: string): void {
    if (this.#begun !== undefined) throw new GroupClosedError(method);
  }

  #begin(cause: Error | undefined): void {
    if (this.#begun !== undefined) return;
    this.#begun = { cause, deadlineMs: time.now() + this.#options.graceMs };
    this.#main[1](cause);
    this.#inbox.put({ type: 'look' });
  }

  #beginIfEmpty(): void {
    if (this.#isAwaited && this.#jobs.length === 0) this.#begin(undefined);
  }

  #start(job: Job, ctx: Context): void {
    this.#jobs.push(job);
    go(job.name, async () => {
      await Promise.try(job.f, ctx).catch((error: unknown) => this.#failed(job.name, error));
      this.#inbox.put({ type: 'settled', job });
    });
  }

  #failed(name: string, thrown: unknown): void {
    const [ctx] = this.#main;
    if (this.#begun !== undefined && [ctx.err(), ctx.cause()].includes(thrown as Error)) return;
    const error = thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
    this.#errors.push({ name, error });
    this.#begin(error);
  }

  async #listen(): Promise<void> {
    try {
      for (;;) {
        const { value, ok } = await this.#options.signals.recv(this.#life[0]);
        if (!ok) return;
        this.#inbox.put({ type: 'signal', signal: value });
      }
    } catch {
      // The group is over.
    }
  }

  async #read(): Promise<Report> {
    let hookContext: Context | undefined;
    for await (const message of this.#inbox) {
      if (message.type === 'settled') this.#jobs.splice(this.#jobs.indexOf(message.job), 1);
      if (message.type === 'deadline')
        return this.#forced(
          1,
          this.#jobs.map(({ name }) => name),
        );
      if (message.type === 'signal') {
        this.#signals += 1;
        this.#begin(new SignalError(message.signal));
        if (this.#signals === 2) return this.#forced(codeOf(message.signal), []);
      }
      this.#beginIfEmpty();
      if (this.#begun === undefined) continue;
      hookContext ??= this.#armDeadline(this.#begun.deadlineMs);
      if (this.#jobs.length > 0) continue;
      const hook = this.#hooks.pop();
      if (hook === undefined) return this.#ended([], this.#code());
      this.#start(hook, hookContext);
    }
    throw new Error('unreachable: the inbox has no end');
  }

  #armDeadline(deadlineMs: number): Context {
    const timer = time.afterFunc(deadlineMs - time.now(), () => this.#inbox.put({ type: 'deadline' }));
    const [life] = this.#life;
    life.onEnd(() => timer.stop());
    const [ctx, cancel] = context.withDeadline(context.background(), deadlineMs);
    life.onEnd(cancel);
    return ctx;
  }

  #forced(code: number, timedOut: string[]): Report {
    this.#options.exit(code);
    return this.#ended(timedOut, code);
  }

  #ended(timedOut: string[], exitCode: number): Report {
    return { cause: this.#begun?.cause, errors: [...this.#errors], timedOut, exitCode };
  }

  #code(): number {
    const cause = this.#begun?.cause;
    if (this.#errors.length > 0) return 1;
    if (cause instanceof SignalError) return codeOf(cause.signal);
    return cause === undefined ? 0 : 1;
  }
}

function codeOf(signal: Signal): number {
  return 128 + (signal === 'SIGINT' ? 2 : 15);
}

/** Looks after the connections of a server from now on; gives the body of the goroutine that takes it down. */
function attend(server: Server, onError: (error: Error) => void): (ctx: Context) => Promise<void> {
  const sockets = new Set<Socket>();
  const busy = new Map<Socket, number>();
  const gone = new Chan<void>(1, 'server gone');
  let isClosing = false;

  const listeners = {
    connection: (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    },
    request: ({ socket }: { socket: Socket }, response: ServerResponse) => {
      busy.set(socket, (busy.get(socket) ?? 0) + 1);
      response.once('close', () => {
        const left = (busy.get(socket) ?? 1) - 1;
        if (left > 0) busy.set(socket, left);
        else busy.delete(socket);
        if (isClosing && left === 0) socket.end();
      });
    },
    error: (error: Error) => {
      onError(error);
      if (!server.listening) gone.trySend();
    },
    close: () => void gone.trySend(),
  };
  for (const [event, listener] of Object.entries(listeners)) server.on(event, listener);

  return async (ctx) => {
    const first = await select([recv(gone), recv(ctx.done())]);
    if (first.index === 1) {
      isClosing = true;
      if (server.listening) server.close();
      for (const socket of sockets) if (!busy.has(socket)) socket.destroy();
      await gone.recv();
    }
    for (const [event, listener] of Object.entries(listeners)) server.off(event, listener);
  };
}
