import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';

/** What a box is built with. */
export interface BoxPlan {
  /** Files and folders that are seen in it, read-only: path in the box by path outside. */
  readonly mounts: Readonly<Record<string, string>>;
  /** The program and its arguments, as paths in the box. */
  readonly command: readonly string[];
  /** Size of its only writable folder, /tmp, in MB. */
  readonly tmpMb: number;
  /** Processor seconds after which the kernel ends it, whatever the supervisor does. */
  readonly cpuSeconds: number;
  /** File descriptor, in the supervisor's child, of the filter. */
  readonly seccompFd: number;
  /** The environment in the box; default: empty. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Where Node is in the box. */
export const NODE = '/node';

/**
 * The command line of the box. bubblewrap makes new user, process, network, IPC, host-name and control-group namespaces and
 * an empty root; nothing of the environment and none of the host's files but the mounts are in it.
 */
export function wallsOf(plan: BoxPlan): string[] {
  return [
    'prlimit',
    '--core=0',
    '--nofile=128',
    `--fsize=${plan.tmpMb * 1024 * 1024}`,
    `--cpu=${plan.cpuSeconds}`,
    '--memlock=0',
    '--msgqueue=0',
    '--',
    'bwrap',
    '--unshare-user',
    '--unshare-pid',
    '--unshare-net',
    '--unshare-ipc',
    '--unshare-uts',
    '--unshare-cgroup-try',
    '--uid',
    '65534',
    '--gid',
    '65534',
    '--hostname',
    'box',
    '--cap-drop',
    'ALL',
    '--die-with-parent',
    '--new-session',
    '--clearenv',
    ...Object.entries(plan.environment ?? {}).flatMap(([name, value]) => ['--setenv', name, value]),
    ...librariesOf(process.execPath).flatMap((file) => ['--ro-bind', file, file]),
    '--ro-bind',
    realpathSync(process.execPath),
    NODE,
    ...Object.entries(plan.mounts).flatMap(([inside, outside]) => ['--ro-bind', outside, inside]),
    // Of the box's own process namespace: Node reads its memory there.
    '--proc',
    '/proc',
    '--dev-bind',
    '/dev/null',
    '/dev/null',
    '--dev-bind',
    '/dev/urandom',
    '/dev/urandom',
    '--size',
    String(plan.tmpMb * 1024 * 1024),
    '--tmpfs',
    '/tmp',
    '--remount-ro',
    '/',
    '--chdir',
    '/tmp',
    '--seccomp',
    String(plan.seccompFd),
    '--',
    ...plan.command,
  ];
}

let known: { readonly program: string; readonly files: readonly string[] } | undefined;

/** The shared libraries of a program and its loader, as the loader names them. */
function librariesOf(program: string): readonly string[] {
  if (known?.program === program) return known.files;
  const listed = execFileSync('ldd', [program], { encoding: 'utf8', env: { LC_ALL: 'C' } });
  const files = [...listed.matchAll(/(?:=> )?(?<file>\/\S+) \(0x/g)].flatMap(
    (found) => found.groups?.['file'] ?? [],
  );
  known = { program, files };
  return files;
}
