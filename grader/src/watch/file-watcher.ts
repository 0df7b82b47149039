import { type FSWatcher, watch as watchFolder } from 'node:fs';
import { realpath, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

export interface FileWatcherOptions {
  /** Something happened to the file: it was written, replaced, removed, created. May be told more than once a save. */
  readonly changed: () => void;
  /** Events do not arrive here: from now on the disk is asked again and again. */
  readonly fellBack: () => void;
  /** Do not rely on events from the start. */
  readonly polling: boolean;
  /** How long the probe may take, in ms; default 1000. */
  readonly probeMs?: number;
  /** How often the disk is asked where events do not arrive, in ms; default 200. */
  readonly pollMs?: number;
  /** How often it is asked beside events, in ms: a missed event is found, and that events are missed; default 1000. */
  readonly checkMs?: number;
  /** What gives the events; default: the system. */
  readonly watch?: (folder: string, listener: (event: string, name: string | null) => void) => FSWatcher;
}

/** One name for all: what a killed watch left behind is taken away by the next. */
const PROBE = '.kata-probe';

/**
 * Watches one file by its folder, so that no way of saving is missed: in place, in several writes, renamed over,
 * moved away and made anew; the file may be missing, a link, or have become a folder. No event is held back.
 *
 * At the start it proves itself with a probe file; where no event comes, and later, where the disk has changed and no
 * event said so, it goes over to polling.
 */
export class FileWatcher {
  readonly #path: string;
  readonly #options: FileWatcherOptions;
  readonly #watchers = new Map<string, { watcher: FSWatcher; inode: string }>();
  #timer: NodeJS.Timeout | undefined;
  #seen: string | undefined;
  #events = 0;
  #eventsAtSuspicion: number | undefined;
  #misses = 0;
  #isPolling: boolean;
  #isClosed = false;
  #heardProbe: (() => void) | undefined;

  constructor(path: string, options: FileWatcherOptions) {
    this.#path = path;
    this.#options = options;
    this.#isPolling = options.polling;
  }

  get isPolling(): boolean {
    return this.#isPolling;
  }

  /** Resolves as soon as changes are seen; the probe goes on behind it. */
  async start(): Promise<void> {
    await this.#attach();
    this.#seen = await this.#signature();
    this.#schedule();
    if (!this.#isPolling) void this.#prove();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#detach();
    // The probe waits for nothing more, and is taken away.
    this.#heardProbe?.();
  }

  #detach(): void {
    for (const { watcher } of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** Watches the folder of the path, and where the path is a link, the folder that it leads to. */
  async #attach(): Promise<void> {
    if (this.#isPolling || this.#isClosed) return;
    const real = await realpath(this.#path).catch(() => this.#path);
    const wanted = new Map([
      [dirname(this.#path), basename(this.#path)],
      [dirname(real), basename(real)],
    ]);
    for (const [folder, { inode }] of this.#watchers) {
      if ((await inodeOf(folder)) === inode) continue;
      this.#watchers.get(folder)?.watcher.close();
      this.#watchers.delete(folder);
    }
    for (const [folder, name] of wanted) {
      if (!this.#watchers.has(folder)) await this.#watchFolder(folder, name);
    }
  }

  async #watchFolder(folder: string, name: string): Promise<void> {
    const inode = await inodeOf(folder);
    if (inode === undefined || this.#isClosed) return;
    try {
      const watcher = (this.#options.watch ?? watchFolder)(folder, (_, changed) =>
        this.#onEvent(name, changed),
      );
      // A watched folder that is removed ends with an error on some systems; the timer finds it again.
      watcher.on('error', () => this.#onEvent(name, null));
      this.#watchers.set(folder, { watcher, inode });
    } catch {
      // The system has no watches left, or none for this kind of drive.
      this.#fallBack();
    }
  }

  #onEvent(name: string, changed: string | null): void {
    if (this.#isClosed) return;
    if (changed === PROBE) this.#heardProbe?.();
    if (changed !== null && changed.normalize() !== name.normalize()) return;
    this.#events += 1;
    this.#options.changed();
    void this.#remember();
  }

  /** The look that was begun last holds: an older one may end after it. */
  async #remember(): Promise<void> {
    const events = this.#events;
    const seen = await this.#signature();
    if (events === this.#events) this.#seen = seen;
  }

  #schedule(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    const isAttached = this.#watchers.has(dirname(this.#path));
    const { pollMs = 200, checkMs = 1000 } = this.#options;
    this.#timer = setTimeout(() => void this.#check(), this.#isPolling || !isAttached ? pollMs : checkMs);
  }

  async #check(): Promise<void> {
    const before = [...this.#watchers.values()];
    await this.#attach();
    const events = this.#events;
    const now = await this.#signature();
    if (this.#isClosed) return;
    // What happened before a folder could be watched is no missed event.
    const wasWatched = before.length > 0 && before.every((one) => [...this.#watchers.values()].includes(one));
    const wasSuspicious = this.#eventsAtSuspicion;
    this.#eventsAtSuspicion = undefined;
    if (now !== this.#seen && this.#events === events) {
      this.#seen = now;
      this.#eventsAtSuspicion = wasWatched ? events : undefined;
      this.#options.changed();
    }
    if (wasSuspicious !== undefined && wasSuspicious === this.#events) await this.#missed();
    this.#schedule();
  }

  /**
   * A change came without an event. Once, that may be a folder that was replaced by one that looks the same to `stat`:
   * watch it anew. Twice, events can't be relied on.
   */
  async #missed(): Promise<void> {
    this.#misses += 1;
    if (this.#misses > 1) {
      this.#fallBack();
      return;
    }
    this.#detach();
    await this.#attach();
    this.#seen = await this.#signature();
    this.#options.changed();
  }

  /** Twice, because one event may drown in the start of a busy machine. */
  async #prove(): Promise<void> {
    const isHeard = (await this.#probe()) || this.#isClosed || (await this.#probe());
    if (!isHeard && !this.#isClosed) this.#fallBack();
  }

  /** Writes a file, waits for its event, and takes the file away; a folder that can't be written to counts as heard. */
  async #probe(): Promise<boolean> {
    const probe = join(dirname(this.#path), PROBE);
    let isHeard = false;
    const heard = new Promise<void>((resolve) => {
      this.#heardProbe = () => {
        isHeard = true;
        resolve();
      };
    });
    try {
      // Never through a link that stands in its place.
      await rm(probe, { force: true });
      await writeFile(probe, '', { flag: 'wx' });
    } catch {
      return true;
    }
    const timer = new AbortController();
    const late = delay(this.#options.probeMs ?? 1000, undefined, { signal: timer.signal, ref: false });
    await Promise.race([heard, late.catch(() => undefined)]);
    timer.abort();
    // On a busy machine the time is up before waiting events were handed out: let them come first.
    await nextTurn();
    await nextTurn();
    await rm(probe, { force: true }).catch(() => undefined);
    return isHeard;
  }

  #fallBack(): void {
    if (this.#isPolling || this.#isClosed) return;
    this.#isPolling = true;
    this.#detach();
    clearTimeout(this.#timer);
    this.#schedule();
    this.#options.fellBack();
  }

  async #signature(): Promise<string> {
    try {
      const found = await stat(this.#path, { bigint: true });
      return [found.dev, found.ino, found.mode, found.size, found.mtimeNs].join(':');
    } catch (error) {
      return String((error as NodeJS.ErrnoException).code);
    }
  }
}

async function inodeOf(folder: string): Promise<string | undefined> {
  const found = await stat(folder, { bigint: true }).catch(() => undefined);
  return found?.isDirectory() === true ? `${found.dev}:${found.ino}` : undefined;
}
