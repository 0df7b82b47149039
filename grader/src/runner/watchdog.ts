// A thread beside the suite: it ends loops and floods of memory, and names the learner's line.
import { readFileSync, writeSync } from 'node:fs';
import { Session, type Debugger } from 'node:inspector';
import { SourceMap } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { BEAT_MS, FRAME_FD, WORD, type Frame, type RunSettings, type Spot } from './frame.ts';

const { words, parent } = workerData as { words: Int32Array; parent: number };
const POLL_MS = 15;
const STANDBY_POLL_MS = 500;
/** What takes long because its machine is busy with others gets so many times its limit. */
const PATIENCE = 10;

let map: SourceMap | undefined;

function send(frame: Frame): void {
  writeSync(FRAME_FD, `${JSON.stringify(frame)}\n`);
}

let settings: RunSettings | undefined;
parentPort?.on('message', (message: { settings?: RunSettings; map?: string; isNew?: boolean }) => {
  // The next solution of a batch: it answers for what it uses itself.
  if (message.isNew === true) turn = 0;
  if (message.settings && !settings) setInterval(poll, POLL_MS);
  settings = message.settings ?? settings;
  if (message.map) map = new SourceMap(JSON.parse(message.map));
});

/** From the position that ran (from 0) to the one in the learner's text. */
function toSpot(line: number, column: number): Spot {
  const entry = map?.findEntry(line, column);
  if (entry && 'originalLine' in entry)
    return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  return { line: line + 1, column: column + 1 };
}

function isSolution(given: string): boolean {
  const url = given.replace(/\?thread$/, '');
  return (
    settings !== undefined && (url === settings.solution || url === pathToFileURL(settings.solution).href)
  );
}

/** A chain of microtasks has no frame of the solution between two turns: it is stopped this often before giving up. */
const MAX_PAUSES = 50;

/**
 * Stops the suite's thread where it is and finds the solution's topmost frame.
 * @param found - is told the position; answers whether the thread stays stopped
 */
function findStuck(found: (spot: Spot | undefined) => 'stop' | 'go on'): void {
  const session = new Session();
  session.connectToMainThread();
  const urls = new Map<string, string>();
  let pauses = 0;
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url));
  session.on('Debugger.paused', ({ params }) => {
    const frame = params.callFrames.find((each) =>
      isSolution(each.url || (urls.get(each.location.scriptId) ?? '')),
    );
    pauses += 1;
    const isOver = frame !== undefined || pauses === MAX_PAUSES;
    if (isOver && found(frame && spotOf(frame.location)) === 'stop') return;
    session.post('Debugger.resume');
    if (isOver) session.disconnect();
    else setTimeout(() => session.post('Debugger.pause'), 1);
  });
  session.post('Debugger.enable');
  session.post('Debugger.pause');
}

function spotOf(location: Debugger.Location): Spot {
  return toSpot(location.lineNumber, location.columnNumber ?? 0);
}

/** How long a stuck thread may take to stop. */
const PAUSE_MS = 800;
/** At this share of its limit memory is suspicious: the line is asked for while the thread can still be stopped fast. */
const SUSPICIOUS = 0.3;
/** At this many times its limit memory is more urgent than the line. */
const FLOOD = 2.5;
let suspect: { spot: Spot | undefined } | undefined;

/** A large heap keeps its thread busy collecting garbage, and a thread that does so does not stop for long. */
function suspectMemory(): void {
  if (suspect) return;
  suspect = { spot: undefined };
  findStuck((spot) => {
    suspect = { spot };
    return 'go on';
  });
}

function memoryUsed(): number {
  return process.memoryUsage.rss() - memoryAtStart;
}

function limitBytes(): number {
  return (settings?.memoryMb ?? 0) * 1e6;
}

let ended = false;
function end(kind: 'loop' | 'memory' | 'time' | 'unsettled'): void {
  if (ended) return;
  ended = true;
  let said = false;
  const say = (spot: Spot | undefined): 'stop' => {
    if (!said) send({ type: 'limit', kind, ...(spot && { spot }) });
    said = true;
    return 'stop';
  };
  const known = kind === 'memory' ? suspect?.spot : undefined;
  if (kind === 'unsettled' || known) return void say(known);
  findStuck(say);
  // A thread inside one long native call (a sort, a collection of garbage) can't be paused: say what is known. On a busy
  // machine it may take long until it has even had the time to stop.
  const asked = schedule()?.worked;
  const askedAt = performance.now();
  setInterval(() => {
    const worked = asked === undefined ? Infinity : (schedule()?.worked ?? Infinity) - asked;
    const waited = performance.now() - askedAt;
    if (waited > PAUSE_MS && (worked > PAUSE_MS / 4 || waited > PAUSE_MS * PATIENCE)) say(suspect?.spot);
  }, POLL_MS);
  if (kind === 'memory')
    setInterval(() => memoryUsed() > FLOOD * limitBytes() && say(suspect?.spot), POLL_MS);
}

let turn = 0;
let cpuAtStart = 0;
let wallAtStart = 0;
let polls = 0;
let beatsAtStart = 0;
let memoryAtStart = 0;
let cpuAtRun = 0;
let blockedAtStart: number | undefined;

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What Linux counts of the suite's thread: ms at work, and ms for which it waited for a processor; undefined elsewhere. */
function schedule(): { readonly worked: number; readonly queued: number } | undefined {
  try {
    const counted = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1');
    const [worked = NaN, queued = NaN] = counted.split(' ').map((ns) => Number(ns) / 1e6);
    return { worked, queued };
  } catch {
    return undefined;
  }
}

/** How long the thread has waited for something other than a processor: an event, or `Atomics.wait`. */
function blockedMs(): number | undefined {
  const counted = schedule();
  return counted && performance.now() - counted.worked - counted.queued;
}

function dieWithParent(): void {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}

function poll(): void {
  dieWithParent();
  if (ended || !settings) return;
  const now = Atomics.load(words, WORD.turn);
  if (now !== turn) {
    if (turn === 0) {
      memoryAtStart = process.memoryUsage.rss();
      cpuAtRun = cpuMs();
    }
    turn = now;
    cpuAtStart = cpuMs();
    wallAtStart = performance.now();
    polls = 0;
    beatsAtStart = Atomics.load(words, WORD.beat);
    blockedAtStart = blockedMs();
  }
  if (turn === 0) return;
  const used = memoryUsed();
  if (used > SUSPICIOUS * limitBytes()) suspectMemory();
  if (used > limitBytes()) return end('memory');
  polls += 1;
  const cpu = cpuMs();
  const spentMs = cpu - cpuAtStart;
  if (spentMs > settings.testMs) return end('loop');
  if (cpu - cpuAtRun > settings.stageMs) return end('time');
  const blocked = blockedMs();
  if (blocked !== undefined && blockedAtStart !== undefined) {
    if (blocked - blockedAtStart > settings.testMs) end('unsettled');
    return;
  }
  // Its event loop turns and it does nothing: it waits. A thread in a loop on a busy machine does little too, but its
  // event loop stands still.
  const beats = Atomics.load(words, WORD.beat) - beatsAtStart;
  const isWaiting = spentMs < settings.testMs / 2 && beats * BEAT_MS > settings.testMs / 2;
  if (polls * POLL_MS > settings.testMs && isWaiting) return end('unsettled');
  if (performance.now() - wallAtStart > settings.testMs * 3) end('loop');
}

// A process that stands by for hours must not cost anything.
setInterval(dieWithParent, STANDBY_POLL_MS);
