import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { NativeRuntime, setRuntime } from '@katas/goroutine';
import { must } from './expectation.ts';
import { Scene } from './scene.ts';

/** A request that has reached the handler and waits for its answer. */
export interface Held {
  readonly path: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A real HTTP server on loopback. It answers `/now` at once; other requests are held until the test answers them. */
export class Web {
  readonly server: Server;
  readonly #held: Held[] = [];
  readonly #clients: Client[] = [];
  #arrived = (): void => {};

  constructor() {
    this.server = createServer((request, response) => {
      const path = request.url ?? '';
      if (path === '/now') response.end(`answer to ${path}`);
      else this.#held.push({ path, request, response });
      this.#arrived();
    });
  }

  async listen(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** A new connection that has reached the server. */
  async connect(): Promise<Client> {
    const accepted = once(this.server, 'connection');
    const client = new Client(this.port);
    this.#clients.push(client);
    await Promise.all([client.connected, accepted]);
    return client;
  }

  /** A new connection with a request that has reached the handler and is held there. */
  async hold(path: string, body?: string): Promise<{ readonly client: Client; readonly held: Held }> {
    const client = await this.connect();
    client.ask(path, body);
    return { client, held: await this.#nextHeld() };
  }

  /** A new connection that has had an answer and is kept alive. */
  async idle(): Promise<Client> {
    const client = await this.connect();
    await client.answer('/now');
    return client;
  }

  async #nextHeld(): Promise<Held> {
    for (;;) {
      const held = this.#held.shift();
      if (held !== undefined) return held;
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }

  /** Leaves nothing behind, whatever the group has done. */
  tearDown(): void {
    for (const client of this.#clients) client.destroy();
    this.server.closeAllConnections();
    if (this.server.listening) this.server.close();
  }
}

/** A client that keeps its connection alive and notes what comes. */
export class Client {
  readonly connected: Promise<unknown>;
  /** All that came. */
  text = '';
  isClosed = false;
  readonly #socket: Socket;
  #changed = (): void => {};

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.connected = once(this.#socket, 'connect');
    this.#socket.setEncoding('utf8');
    this.#socket.on('data', (text: string) => {
      this.text += text;
      this.#changed();
    });
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      this.isClosed = true;
      this.#changed();
    });
  }

  /** Sends a request; with a body that is longer than what is sent of it for now, where there is one. */
  ask(path: string, body?: string): void {
    const head = body === undefined ? `GET ${path}` : `POST ${path}`;
    const length = body === undefined ? '' : `Content-Length: ${2 * body.length}\r\n`;
    this.send(`${head} HTTP/1.1\r\nHost: test\r\n${length}\r\n${body ?? ''}`);
  }

  send(text: string): void {
    this.#socket.write(text);
  }

  async answer(path: string): Promise<void> {
    const before = this.text.length;
    this.ask(path);
    await this.until(() => this.text.slice(before).includes(`answer to ${path}`));
  }

  /** Resolves when this is so, looked at whenever something has come; or when the connection is closed. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds() && !this.isClosed) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

/** Turns of the event loop. */
const PATIENCE = 100;

/** A group with servers, on the clock and the event loop of the platform. */
export class WebScene extends Scene {
  constructor(graceMs = 500) {
    super({ graceMs });
  }

  /**
   * Waits until something holds that must hold soon: it is overdue some turns of the event loop after the deadline, so
   * that a slow machine is no failure.
   */
  async soon(holds: () => boolean, sentence: string): Promise<void> {
    for (let overdue = 0; !holds() && overdue < PATIENCE; overdue += this.exits.length) await turn();
    must(holds(), sentence);
  }

  /** As {@link soon}, for what takes no more than some turns of the event loop, before any shutdown. */
  async nearly(holds: () => boolean, sentence: string): Promise<void> {
    for (let turns = 0; !holds() && turns < PATIENCE; turns += 1) await turn();
    must(holds(), sentence);
  }
}

/** Runs `body` on a Runtime of its own, where nothing may be left afterwards. */
export async function natively(body: () => Promise<void>): Promise<void> {
  const runtime = new NativeRuntime();
  const before = setRuntime(runtime);
  try {
    await body();
    for (let turns = 0; turns < PATIENCE && isBusy(runtime); turns += 1) await turn();
    const { goroutines, alarms } = runtime;
    must(!isBusy(runtime), `the group is over, and ${goroutines} goroutines and ${alarms} timers are left`);
  } finally {
    setRuntime(before);
  }
}

function isBusy({ goroutines, parked, alarms }: NativeRuntime): boolean {
  return goroutines > 0 || parked > 0 || alarms > 0;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
