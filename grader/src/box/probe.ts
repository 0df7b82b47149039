// Runs in the box, before any submission does, and tries what must not work. Prints one JSON document: by wall, what
// happened. It judges nothing: what is a hole is decided outside.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { connect, createServer } from 'node:net';

/** Handed over by the supervisor: a file outside of the box and a port that it listens on. */
const [secretFile = '', port = '0'] = process.argv.slice(2);

async function tried(attempt: () => unknown): Promise<string> {
  try {
    const got: unknown = await attempt();
    return `open: ${String(got).slice(0, 80)}`;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return `refused: ${code ?? message}`;
  }
}

function once(start: (done: () => void, failed: (error: Error) => void) => void): Promise<string> {
  return new Promise((resolve, reject) => start(() => resolve('it worked'), reject));
}

const seen = {
  network: await tried(() =>
    once((done, failed) => connect(Number(port), '127.0.0.1').on('connect', done).on('error', failed)),
  ),
  listening: await tried(() =>
    once((done, failed) => {
      const server = createServer();
      server.on('error', failed).listen(0, '127.0.0.1', () => server.close(done));
    }),
  ),
  files: await tried(() => readFileSync(secretFile, 'utf8')),
  root: await tried(() => {
    writeFileSync('/written', 'x');
    return 'it was written';
  }),
  processes: await tried(() => {
    const others = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    // The first process of the box and this one.
    if (others.length > 2) return `${others.length} processes are seen`;
    throw new Error('only its own');
  }),
  commands: await tried(() =>
    once((done, failed) => execFile(process.execPath, ['-v'], (error) => (error ? failed(error) : done()))),
  ),
  signals: await tried(() => {
    process.kill(process.ppid, 0);
    return 'a signal was sent';
  }),
  environment: Object.keys(process.env).some((name) => name !== 'PWD')
    ? `open: ${Object.keys(process.env).join(', ').slice(0, 80)}`
    : 'refused: empty',
  user: process.getuid?.() === 65534 ? 'refused: nobody' : `open: user ${process.getuid?.()}`,
  disk: await tried(() => {
    for (let mb = 0; mb < 64; mb += 1) writeFileSync(`/tmp/${mb}`, Buffer.alloc(1024 * 1024));
    return '64 MB were written';
  }),
};
// The stream is a socket, which the filter leaves Node no way to ask about; the descriptor can be written to.
writeSync(1, JSON.stringify(seen));
