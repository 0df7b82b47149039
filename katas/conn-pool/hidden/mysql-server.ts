import { once } from 'node:events';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import mysql from 'mysql2';

/** Everything but compression, TLS and what later versions of the protocol added. */
const CAPABILITIES = 0xff_ff_ff & ~0x20 & ~0x8_00;

const COLUMN = {
  catalog: 'def',
  schema: '',
  table: '',
  orgTable: '',
  name: 'answer',
  orgName: 'answer',
  characterSet: 33,
  columnLength: 20,
  columnType: 253,
  flags: 0,
  decimals: 0,
};

/**
 * A server that speaks MySQL's protocol over loopback, and knows a handful of questions: `SELECT CONNECTION_ID()`,
 * `BREAK` (it hangs up instead of an answer), everything else is an error of syntax.
 */
export class MysqlServer implements AsyncDisposable {
  /** Connections that were ever opened, that are open now, and that were open at once. */
  total = 0;
  most = 0;
  readonly guests = new Map<number, Socket>();
  /** How many have said goodbye before they went. */
  goodbyes = 0;
  /** Whether the connection with this number is greeted, refused as one too many, or left waiting. */
  welcome: (id: number) => 'greet' | 'refuse' | 'ignore' = () => 'greet';
  readonly #server = mysql.createServer((connection) => this.#admit(connection));
  readonly #net: NetServer = Reflect.get(this.#server, '_server');
  #whenEmpty: (() => void)[] = [];

  static async listen(): Promise<MysqlServer> {
    const server = new MysqlServer();
    server.#net.listen(0, '127.0.0.1');
    await once(server.#net, 'listening');
    return server;
  }

  get port(): number {
    return (this.#net.address() as AddressInfo).port;
  }

  /** Hangs up on a guest; resolves when the connection is gone on this side. */
  async hangUp(id: number): Promise<void> {
    const socket = this.guests.get(id);
    if (socket === undefined || socket.destroyed) return;
    const gone = once(socket, 'close');
    socket.destroy();
    await gone;
  }

  /** Resolves when nobody is connected. */
  async empty(): Promise<void> {
    if (this.guests.size === 0) return;
    await new Promise<void>((resolve) => this.#whenEmpty.push(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.guests.values()) socket.destroy();
    await new Promise((resolve) => this.#net.close(resolve));
  }

  #admit(connection: mysql.Connection): void {
    const id = (this.total += 1);
    const socket: Socket = Reflect.get(connection, 'stream');
    this.guests.set(id, socket);
    this.most = Math.max(this.most, this.guests.size);
    socket.once('close', () => {
      this.guests.delete(id);
      if (this.guests.size > 0) return;
      for (const resolve of this.#whenEmpty.splice(0)) resolve();
    });
    // The other side may hang up at any time.
    connection.on('error', () => {});
    const welcome = this.welcome(id);
    if (welcome === 'greet') this.#greet(connection, id);
    if (welcome === 'refuse') {
      connection.writeError({ code: 1040, message: 'Too many connections' });
      socket.end();
    }
  }

  #greet(connection: mysql.Connection, id: number): void {
    // The packets of a question and its answer are counted from 0, and mysql2's server leaves that to its users.
    const answer = (write: () => void): void => {
      write();
      connection.sequenceId = 0;
    };
    connection.on('query', (sql: string) => {
      if (sql === 'BREAK') {
        this.guests.get(id)?.destroy();
        return;
      }
      answer(() => {
        if (sql === 'SELECT CONNECTION_ID()') connection.writeTextResult([{ answer: String(id) }], [COLUMN]);
        else
          connection.writeError({
            code: 1064,
            message: `You have an error in your SQL syntax near '${sql}'`,
          });
      });
    });
    connection.on('ping', () => answer(() => connection.writeOk()));
    connection.on('quit', () => {
      this.goodbyes += 1;
      this.guests.get(id)?.end();
    });
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion: '8.4.0-kata',
      connectionId: id,
      statusFlags: 2,
      characterSet: 33,
      capabilityFlags: CAPABILITIES,
      authCallback: (_: unknown, done: (error: null) => void) => answer(() => done(null)),
    });
  }
}
