import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Row, rowOf } from '../report.ts';
import { CONTENDERS, solutionsOf } from './contender.ts';
import { findKatas, ROOT } from './kata.ts';
import { familyOf, memoryOf, ownMemory } from './memory.ts';

/** A share of all saves is waited for; the others come in bursts behind which the next one is already there. */
const BURST = 4;
/** Samples at both ends that are compared. */
const ENDS = 0.1;

/**
 * Thousands of saves of one watch: whether it gets slower, grows, leaks file descriptors or leaves processes behind.
 * @throws {Error} when it does, or when a verdict is wrong
 */
export async function soak(saves: number): Promise<Row[]> {
  const kata = (await findKatas()).find(({ slug }) => slug === 'set');
  const ours = CONTENDERS['ours'];
  if (kata === undefined || ours === undefined) throw new Error('there is no kata to save');
  const scratch = join(ROOT, 'bench/.scratch');
  mkdirSync(scratch, { recursive: true });
  const dir = mkdtempSync(join(scratch, 'soak-'));
  const { good, wrong } = solutionsOf(kata);
  const watcher = ours({ kata, dir, text: good, depth: 'quick' });
  const file = join(dir, 'solutions/bench', `${kata.slug}.ts`);
  const [latency, memory, handles]: [number[], number[], number[]] = [[], [], []];
  try {
    await watcher.first();
    const pid = watcher.pid ?? 0;
    for (let save = 0; save < saves; save += BURST) {
      for (let early = 1; early < BURST; early += 1) {
        writeFileSync(file, `${wrong}\n// save ${save} ${early}\n`);
        await sleep(early);
      }
      const kind = (save / BURST) % 2 === 0 ? 'pass' : 'fail';
      latency.push(await watcher.save(`${kind === 'pass' ? good : wrong}\n// save ${save}\n`, kind));
      memory.push(ownMemory(pid));
      handles.push(readdirSync(`/proc/${pid}/fd`).length);
    }
    await sleep(5000);
    const left = familyOf(pid).length;
    // The watch, its compiler of types, one process for each stage, one that is loaded ahead.
    const most = kata.definition.stages.length + 3;
    if (left > most) throw new Error(`${left} processes are left, at most ${most} stand by`);
    judge({ latency, memory, handles });
    return [
      rowOf({ case: 'soak: save to verdict, first tenth', name: 'ours', unit: 'ms' }, head(latency)),
      rowOf({ case: 'soak: save to verdict, last tenth', name: 'ours', unit: 'ms' }, tail(latency)),
      rowOf({ case: 'soak: memory of the watcher, first tenth', name: 'ours', unit: 'MB' }, head(memory)),
      rowOf({ case: 'soak: memory of the watcher, last tenth', name: 'ours', unit: 'MB' }, tail(memory)),
      rowOf({ case: 'soak: file descriptors, last tenth', name: 'ours', unit: '' }, tail(handles)),
      rowOf({ case: 'soak: memory with all that stands by', name: 'ours', unit: 'MB' }, [memoryOf(pid)]),
    ];
  } finally {
    await watcher.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

interface Course {
  readonly latency: readonly number[];
  readonly memory: readonly number[];
  readonly handles: readonly number[];
}

const FLAT = 1.1;
const STEADY = 1.25;

function judge({ latency, memory, handles }: Course): void {
  // Compared with the second tenth: in the first the engine still compiles, and caches fill.
  const second = memory.slice(head(memory).length, 2 * head(memory).length);
  if (median(tail(memory)) > FLAT * median(second)) throw new Error('the memory of the watcher grows');
  if (median(tail(latency)) > STEADY * median(head(latency))) throw new Error('verdicts get slower');
  if (Math.max(...tail(handles)) > Math.max(...head(handles)) + BURST) throw new Error('handles are leaked');
}

function head(samples: readonly number[]): readonly number[] {
  return samples.slice(0, Math.max(1, Math.ceil(samples.length * ENDS)));
}

function tail(samples: readonly number[]): readonly number[] {
  return samples.slice(-Math.max(1, Math.ceil(samples.length * ENDS)));
}

function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;
}
