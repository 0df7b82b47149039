import { rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { type ChokidarOptions, type FSWatcher, watch as watchWithChokidar } from 'chokidar';

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
  /** What gives the events; default: chokidar. */
  readonly watch?: (paths: string[], options: ChokidarOptions) => FSWatcher;
}

/** One name for all: what a killed watch left behind is taken away by the next. */
const PROBE = '.kata-probe';
/** A folder that goes and comes back costs one miss; more than this, and events are not relied on. */
const MAX_MISSES = 2;

/**
 * Watches one file, so that no way of saving is missed: in place, in several writes, renamed over, moved away and made
 * anew; the file may be missing, a link, or have become a folder. No event is held back.
 *
 * At the start it proves itself with a probe file; where no event comes, and later, where the disk has changed and no
 * event said so, it goes over to polling.
 */
export class FileWatcher {
  readonly #path: string;
  readonly #probePath: string;
  readonly #options: FileWatcherOptions;
  #watcher: FSWatcher | undefined;
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
    this.#probePath = join(dirname(path), PROBE);
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
    void this.#watcher?.close();
    // The probe waits for nothing more, and is taken away.
    this.#heardProbe?.();
  }

  /** Resolves when the new watcher has its eyes open; polling is done here, by the timer. */
  async #attach(): Promise<void> {
    void this.#watcher?.close();
    this.#watcher = undefined;
    if (this.#isPolling || this.#isClosed) return;
    const watch = this.#options.watch ?? watchWithChokidar;
    // `atomic` and `awaitWriteFinish` hold events back; what is half written is judged again at the next event.
    const watcher = watch([this.#path, this.#probePath], { ignoreInitial: true, atomic: false, depth: 0 });
    this.#watcher = watcher;
    watcher.on('all', (_, changed) => this.#onEvent(changed));
    // The system has no watches left, or none for this kind of drive.
    watcher.on('error', () => this.#fallBack());
    await new Promise<void>((resolve) => {
      watcher.once('ready', resolve);
      watcher.once('error', () => resolve());
    });
  }

  #onEvent(changed: string): void {
    if (this.#isClosed) return;
    if (changed === this.#probePath) return this.#heardProbe?.();
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
    const { pollMs = 200, checkMs = 1000 } = this.#options;
    this.#timer = setTimeout(() => void this.#check(), this.#isPolling ? pollMs : checkMs);
  }

  async #check(): Promise<void> {
    const events = this.#events;
    const now = await this.#signature();
    if (this.#isClosed) return;
    const wasSuspicious = this.#eventsAtSuspicion;
    this.#eventsAtSuspicion = undefined;
    if (now !== this.#seen && this.#events === events) {
      this.#seen = now;
      this.#eventsAtSuspicion = events;
      this.#options.changed();
    }
    // Suspected at the last look, and still no event: it is not late, it was missed.
    if (!this.#isPolling && wasSuspicious !== undefined && wasSuspicious === this.#events)
      await this.#missed();
    this.#schedule();
  }

  /**
   * A change came without an event. Once, that may be a folder that was taken away and came back: watch it anew.
   * Twice, events can't be relied on.
   */
  async #missed(): Promise<void> {
    this.#misses += 1;
    if (this.#misses > MAX_MISSES) return this.#fallBack();
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
    let isHeard = false;
    const heard = new Promise<void>((resolve) => {
      this.#heardProbe = () => {
        isHeard = true;
        resolve();
      };
    });
    try {
      // Never through a link that stands in its place.
      await rm(this.#probePath, { force: true });
      await writeFile(this.#probePath, '', { flag: 'wx' });
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
    await rm(this.#probePath, { force: true }).catch(() => undefined);
    return isHeard;
  }

  #fallBack(): void {
    if (this.#isPolling || this.#isClosed) return;
    this.#isPolling = true;
    void this.#attach();
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
