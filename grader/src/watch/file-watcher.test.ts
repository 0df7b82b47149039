import { EventEmitter } from 'node:events';
import {
  appendFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FSWatcher } from 'chokidar';
import { afterEach, describe, expect, test } from 'vitest';
import { FileWatcher, type FileWatcherOptions } from './file-watcher.ts';

const watchers: FileWatcher[] = [];
afterEach(() => {
  for (const watcher of watchers.splice(0)) watcher.close();
});

/** Counts what a watcher says, and lets a test wait for more of it. */
class Ears {
  heard = 0;
  fellBack = 0;
  #waiting: (() => void)[] = [];

  readonly changed = (): void => {
    this.heard += 1;
    for (const wake of this.#waiting.splice(0)) wake();
  };

  readonly fell = (): void => {
    this.fellBack += 1;
    for (const wake of this.#waiting.splice(0)) wake();
  };

  /** Waits until a condition holds; it is asked again whenever something is heard. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Does something, and waits until it is heard. */
  async after(work: () => Promise<unknown>): Promise<void> {
    const before = this.heard;
    await work();
    await this.until(() => this.heard > before);
  }
}

async function start(
  over: Partial<FileWatcherOptions> = {},
): Promise<{ ears: Ears; file: string; folder: string; watcher: FileWatcher }> {
  const folder = join(await mkdtemp(join(tmpdir(), 'kata watch 观察 ')), 'me');
  await mkdir(folder);
  const file = join(folder, 'set.ts');
  await writeFile(file, 'one');
  const ears = new Ears();
  const watcher = new FileWatcher(file, {
    changed: ears.changed,
    fellBack: ears.fell,
    polling: false,
    pollMs: 20,
    checkMs: 60,
    ...over,
  });
  watchers.push(watcher);
  await watcher.start();
  return { ears, file, folder, watcher };
}

/** A watcher on a drive that has no events. */
function deaf(): FSWatcher {
  const watcher = Object.assign(new EventEmitter(), { close: () => Promise.resolve() });
  queueMicrotask(() => watcher.emit('ready'));
  return watcher as unknown as FSWatcher;
}

/** What chokidar does where the system has no watches left. */
function refuse(): FSWatcher {
  const watcher = deaf();
  queueMicrotask(() =>
    watcher.emit('error', Object.assign(new Error('no watches left'), { code: 'ENOSPC' })),
  );
  return watcher;
}

describe.each([
  ['events', {}],
  ['polling', { polling: true }],
])('with %s, a save is heard', (_, options) => {
  test('in place and appended', async () => {
    const { ears, file } = await start(options);
    await ears.after(async () => await writeFile(file, 'two!'));
    await ears.after(async () => await appendFile(file, 'more'));
    expect(ears.heard).toBeGreaterThanOrEqual(2);
  });

  test('in two writes: the second one too', async () => {
    const { ears, file } = await start(options);
    const handle = await open(file, 'w');
    await ears.after(async () => await handle.write('half '));
    await ears.after(async () => await handle.write('whole'));
    await handle.close();
    expect(ears.fellBack).toBe(0);
  });

  test('renamed over', async () => {
    const { ears, file, folder } = await start(options);
    await writeFile(join(folder, 'set.ts.tmp'), 'two, and longer');
    await ears.after(async () => await rename(join(folder, 'set.ts.tmp'), file));
    expect(ears.heard).toBeGreaterThan(0);
  });

  test('moved away and made anew, as vim does', async () => {
    const { ears, file } = await start(options);
    await ears.after(async () => {
      await rename(file, `${file}~`);
      await writeFile(file, 'two, and longer');
      await unlink(`${file}~`);
    });
    await ears.after(async () => await writeFile(file, 'and the new file is watched as well'));
    expect(ears.heard).toBeGreaterThanOrEqual(2);
  });

  test('after it was removed, became a folder, and came back', async () => {
    const { ears, file } = await start(options);
    await ears.after(async () => await unlink(file));
    await ears.after(async () => await mkdir(file));
    await ears.after(async () => await rmdir(file));
    await ears.after(async () => await writeFile(file, 'back'));
    expect(ears.heard).toBeGreaterThanOrEqual(4);
  });

  test('after its whole folder was removed and came back', async () => {
    const { ears, file, folder } = await start(options);
    await ears.after(async () => await rm(folder, { recursive: true }));
    await ears.after(async () => {
      await mkdir(folder);
      await writeFile(file, 'back');
    });
    await ears.after(async () => await writeFile(file, 'and again'));
    expect(ears.fellBack).toBe(0);
  });
});

describe('a watcher', () => {
  test('hears a change of the file that a link leads to', async () => {
    const { file, folder } = await start();
    const link = join(folder, '..', 'link.ts');
    await symlink(file, link);
    const ears = new Ears();
    const watcher = new FileWatcher(link, { changed: ears.changed, fellBack: ears.fell, polling: false });
    watchers.push(watcher);
    await watcher.start();
    await ears.after(async () => await writeFile(file, 'through the link'));
    expect(ears.heard).toBeGreaterThan(0);
  });

  test('says nothing of other files in the folder', async () => {
    const { ears, file, folder } = await start();
    await writeFile(join(folder, 'other.ts'), 'x');
    await writeFile(join(folder, 'set.ts.swp'), 'x');
    expect(ears.heard).toBe(0);
    await ears.after(async () => await writeFile(file, 'two'));
  });

  test('proves itself with a probe that it takes away again, and does not fall back', async () => {
    const { ears, file, folder, watcher } = await start();
    await ears.after(async () => await writeFile(file, 'two'));
    while ((await readdir(folder)).some((name) => name.startsWith('.kata-probe')))
      await ears.after(async () => await appendFile(file, '.'));
    expect(watcher.isPolling).toBe(false);
    expect(ears.fellBack).toBe(0);
  });

  test('falls back to polling where its probe is not heard, says so once, and hears saves from then on', async () => {
    const { ears, file, watcher } = await start({ watch: deaf, probeMs: 10 });
    await ears.until(() => ears.fellBack > 0);
    expect(watcher.isPolling).toBe(true);
    await ears.after(async () => await writeFile(file, 'a save on a deaf drive'));
    expect(ears.fellBack).toBe(1);
  });

  test('falls back to polling where the system refuses to watch', async () => {
    const { ears, file, watcher } = await start({ watch: refuse });
    await ears.until(() => ears.fellBack > 0);
    expect(watcher.isPolling).toBe(true);
    await ears.after(async () => await writeFile(file, 'a save'));
    expect(ears.fellBack).toBe(1);
  });

  test('finds saves whose events were lost, and falls back', async () => {
    const { ears, file, watcher } = await start({ watch: deaf, probeMs: 60_000 });
    for (let save = 1; ears.fellBack === 0; save += 1) {
      await ears.after(async () => await writeFile(file, 'a save that nobody told'.repeat(save)));
    }
    expect(watcher.isPolling).toBe(true);
  });
});
