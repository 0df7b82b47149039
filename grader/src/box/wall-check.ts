import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Text } from '@katas/structure';
import { seccompFilter } from './seccomp.ts';
import { NODE, wallsOf } from './walls.ts';

/** What a submission must not be able to do. */
const WALLS: Readonly<Record<string, Text>> = {
  network: { en: 'reach the network', zh: '访问网络' },
  listening: { en: 'listen on a port', zh: '监听端口' },
  files: { en: 'read files of this machine', zh: '读取本机文件' },
  root: { en: 'write outside of its temporary folder', zh: '写入临时目录以外的位置' },
  processes: { en: 'see other processes', zh: '看到其他进程' },
  commands: { en: 'start a process', zh: '启动进程' },
  signals: { en: 'send signals', zh: '发送信号' },
  environment: { en: 'read the environment', zh: '读取环境变量' },
  user: { en: 'run as this user', zh: '以当前用户身份运行' },
  disk: { en: 'fill the disk', zh: '写满磁盘' },
};

export interface WallCheck {
  /** Every wall stands: submissions may be run. */
  readonly holds: boolean;
  /** What a submission could do, or why the box could not even be built; with the fix. Empty where it holds. */
  readonly holes: readonly Text[];
}

export interface WallCheckOptions {
  /** `none` runs the same probe without a box: every wall is then missing, which is how the check is checked. */
  readonly sandbox?: 'bwrap' | 'none';
}

const PROBE = fileURLToPath(new URL('./probe.ts', import.meta.url));
const PATIENCE_MS = 20_000;

/** Builds a box, tries in it what must not work, and says which walls are missing. */
export async function checkWalls({ sandbox = 'bwrap' }: WallCheckOptions = {}): Promise<WallCheck> {
  const folder = mkdtempSync(join(tmpdir(), 'walls-'));
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'a file of this machine');
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    return judged(await run(sandbox, folder, [secret, String(port)]));
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Probed {
  readonly said: string;
  readonly complaint: string;
}

async function run(sandbox: 'bwrap' | 'none', folder: string, args: readonly string[]): Promise<Probed> {
  const filter = join(folder, 'filter');
  let command: readonly string[];
  try {
    writeFileSync(filter, seccompFilter(process.arch));
    command =
      sandbox === 'none'
        ? [process.execPath, PROBE, ...args]
        : wallsOf({
            mounts: { '/probe.ts': PROBE },
            command: [NODE, '/probe.ts', ...args],
            tmpMb: 16,
            cpuSeconds: 10,
            seccompFd: 3,
          });
  } catch (error) {
    return { said: '', complaint: error instanceof Error ? error.message : String(error) };
  }
  const descriptor = openSync(filter, 'r');
  const [program = '', ...rest] = command;
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'pipe', descriptor],
    env: { PATH: process.env['PATH'], KATAS_SECRET: 'of this machine' },
    cwd: folder,
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  closeSync(descriptor);
  const failed = new Promise<Probed>((resolve) => {
    child.on('error', (error) => resolve({ said: '', complaint: error.message }));
  });
  const ended = Promise.all(
    [child.stdout, child.stderr].map(async (stream) => (stream ? await textOf(stream) : '')),
  ).then(([said = '', complaint = '']) => ({
    said,
    complaint,
  }));
  return await Promise.race([failed, ended]);
}

function judged({ said, complaint }: Probed): WallCheck {
  let seen: Readonly<Record<string, unknown>>;
  try {
    seen = JSON.parse(said) as Record<string, unknown>;
  } catch {
    return { holds: false, holes: [fixFor(complaint)] };
  }
  const holes = Object.entries(WALLS).flatMap(([wall, what]) => {
    const found = seen[wall];
    if (typeof found === 'string' && found.startsWith('refused: ')) return [];
    const how = typeof found === 'string' ? found : 'it was not tried';
    return [{ en: `a submission could ${what.en} (${how})`, zh: `提交的代码可以${what.zh}（${how}）` }];
  });
  return { holds: holes.length === 0, holes };
}

/** Why no box could be built, and what to do. */
function fixFor(complaint: string): Text {
  const said = complaint.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
  if (/ENOENT|not found|No such file.*bwrap/i.test(said))
    return {
      en: `bubblewrap or prlimit is not installed: apt-get install bubblewrap util-linux (${said})`,
      zh: `没有安装 bubblewrap 或 prlimit：apt-get install bubblewrap util-linux（${said}）`,
    };
  if (/namespace|uid map|permission/i.test(said))
    return {
      en: `this machine lets nobody make user namespaces (${said}). Run as root, or allow them: sysctl -w kernel.unprivileged_userns_clone=1, on Ubuntu 24.04 also kernel.apparmor_restrict_unprivileged_userns=0; in Docker: --security-opt seccomp=unconfined`,
      zh: `本机不允许创建用户命名空间（${said}）。请以 root 运行，或允许它：sysctl -w kernel.unprivileged_userns_clone=1；Ubuntu 24.04 还需 kernel.apparmor_restrict_unprivileged_userns=0；Docker 中加 --security-opt seccomp=unconfined`,
    };
  return { en: `the box could not be built: ${said}`, zh: `无法建立沙箱：${said}` };
}
