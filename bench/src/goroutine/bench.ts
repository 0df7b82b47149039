import type { Row } from '../report.ts';
import { inRounds, type Subject } from '../rounds.ts';
import * as effect from './effect.ts';
import { floor, ours, peers } from './libraries.ts';
import { crowd, type Library, parked, pingPong, select, stream } from './workload.ts';

const NS = 'ns';
const cases = {
  pingPong: { case: 'unbuffered ping-pong', unit: NS },
  stream: { case: 'buffered stream', unit: NS },
  crowd: { case: '4×4 producers/consumers', unit: NS },
  select: { case: 'select over 8', unit: NS },
  parked: { case: 'parked goroutine', unit: 'bytes' },
};

/** Our channels against those of npm, and against the floor. */
export async function bench(rounds: number): Promise<Row[]> {
  const subjects = [
    ...all(ours),
    { ...cases.pingPong, name: floor.name, sample: () => pingPong(floor) },
    ...peers.flatMap((peer) => all(peer as Library<unknown>)),
    { ...cases.pingPong, name: 'effect Queue', sample: effect.pingPong },
    { ...cases.stream, name: 'effect Queue', sample: effect.stream },
    { ...cases.crowd, name: 'effect Queue', sample: effect.crowd },
    { ...cases.parked, name: 'effect Queue', sample: effect.parked },
  ];
  const timed = await inRounds(
    subjects.filter((subject) => subject.unit === NS),
    { rounds, warmUps: 3 },
  );
  // Memory hardly varies, and a hundred thousand of anything take their time.
  const kept = await inRounds(
    subjects.filter((subject) => subject.unit !== NS),
    { rounds: Math.min(rounds, 5), warmUps: 1 },
  );
  return [...timed, ...kept];
}

function all<R>(library: Library<R>): Subject[] {
  const { name } = library;
  return [
    { ...cases.pingPong, name, sample: () => pingPong(library) },
    { ...cases.stream, name, sample: () => stream(library) },
    { ...cases.crowd, name, sample: () => crowd(library) },
    ...(library.select === undefined ? [] : [{ ...cases.select, name, sample: () => select(library) }]),
    { ...cases.parked, name, sample: () => parked(library) },
  ];
}
