import { expect, test } from 'vitest';
import {
  Chan,
  context,
  go,
  gosched,
  Group,
  Mutex,
  type Op,
  type Parked,
  Once,
  recv,
  RWMutex,
  select,
  Semaphore,
  send,
  time,
  trySelect,
  WaitGroup,
} from './index.ts';
import { SteeredRuntime } from './steered/index.ts';

/** Writes down what the package tells its Runtime. */
class RecordingRuntime extends SteeredRuntime {
  readonly log: string[] = [];

  override done<T>(op: Op, on: object | undefined, value: T, brings?: unknown): Promise<T> {
    this.#note('done', op, on, brings);
    return super.done(op, on, value);
  }

  override park<T>(parked: Parked<T>, op: Op, on: object | undefined, brings?: unknown): Promise<T> {
    this.#note('park', op, on, brings);
    return super.park(parked, op, on);
  }

  override did(op?: Op, on?: object, brings?: unknown): void {
    this.#note('did', op, on, brings);
  }

  #note(how: string, op: Op | undefined, on: object | undefined, brings: unknown): void {
    const what = on === undefined ? '' : ` ${Array.isArray(on) ? `[${on.length}]` : on.constructor.name}`;
    this.log.push(`${how} ${op}${what}${brings === undefined ? '' : ` ${brings as number}`}`);
  }
}

async function told(body: () => unknown): Promise<string[]> {
  const runtime = new RecordingRuntime();
  await runtime.run(() => void body());
  return runtime.log;
}

const chan = (capacity: number): Chan<number> => new Chan<number>(capacity);
const held = <L extends { tryLock(): boolean }>(lock: L): L => {
  lock.tryLock();
  return lock;
};

test.each<[string, () => unknown, string[]]>([
  ['send', () => chan(1).send(7), ['done chan send Chan 7']],
  ['send that waits', () => chan(0).send(7), ['park chan send Chan 7']],
  ['trySend', () => [chan(1).trySend(7), chan(0).trySend(7)], ['did chan send Chan 7']],
  ['recv that waits', () => chan(0).recv(), ['park chan receive Chan']],
  [
    'nil channels',
    () => [Chan.nil<number>().send(1), Chan.nil().recv()],
    ['park chan send (nil chan) NilChan', 'park chan receive (nil chan) NilChan'],
  ],
  ['close', () => chan(0).close(), ['did chan close Chan']],
  ['an iteration that waits', () => chan(0)[Symbol.asyncIterator]().next(), ['park chan receive Chan']],
  ['gosched', gosched, ['done yield']],
  ['sleep', () => [time.sleep(0), time.sleep(5)], ['done sleep 0', 'park sleep 5']],
  ['Mutex.lock', () => new Mutex().lock(), ['done sync.Mutex.Lock Mutex']],
  ['Mutex.lock that waits', () => held(new Mutex()).lock(), ['park sync.Mutex.Lock Mutex']],
  ['Mutex.unlock', () => held(new Mutex()).unlock(), ['did sync.Mutex.Unlock Mutex']],
  ['RWMutex.lock', () => new RWMutex().lock(), ['done sync.RWMutex.Lock RWMutex']],
  ['RWMutex.lock that waits', () => held(new RWMutex()).lock(), ['park sync.RWMutex.Lock RWMutex']],
  ['RWMutex.unlock', () => held(new RWMutex()).unlock(), ['did sync.RWMutex.Unlock RWMutex']],
  ['RWMutex.rLock', () => new RWMutex().rLock(), ['done sync.RWMutex.RLock RWMutex']],
  ['RWMutex.rLock that waits', () => held(new RWMutex()).rLock(), ['park sync.RWMutex.RLock RWMutex']],
  ['WaitGroup.add', () => new WaitGroup().add(3), ['did sync.WaitGroup.Add WaitGroup 3']],
  ['WaitGroup.wait', () => new WaitGroup().wait(), ['done sync.WaitGroup.Wait WaitGroup']],
  ['Semaphore.acquire', () => new Semaphore(3).acquire(2), ['done semaphore.Acquire Semaphore 2']],
  ['Semaphore.acquire that waits', () => new Semaphore(1).acquire(2), ['park semaphore.Acquire Semaphore 2']],
  ['Semaphore.release', () => new Semaphore(1).release(0), ['did semaphore.Release Semaphore 0']],
  ['select that waits', () => select([recv(chan(0)), send(chan(0), 1)]), ['park select [2]']],
  ['select without cases', () => select([]), ['park select (no cases) [0]']],
  ['select', () => select([send(chan(1), 1)]), ['done select [1]']],
  ['select with a default', () => select([send(chan(0), 1)], () => 0), ['done select [1]']],
  ['trySelect', () => [trySelect([send(chan(1), 1)]), trySelect([])], ['did select [1]']],
  [
    'Timer',
    () => [time.newTimer(1).stop(), time.newTimer(1).reset(2)],
    ['did timer.Stop Chan', 'did timer.Reset Chan 2'],
  ],
  [
    'Ticker',
    () => [time.newTicker(1).stop(), time.newTicker(1).reset(2)],
    ['did timer.Stop Chan', 'did timer.Reset Chan 2'],
  ],
  ['cancel', () => context.withCancel(context.background())[1](), ['did context.Cancel CancelContext']],
])('%s tells the Runtime what it does, on what, with what', async (_, body, log) => {
  expect(await told(body)).toEqual(log);
});

test('what goes on after others tells it, too', async () => {
  const runtime = new RecordingRuntime();
  await runtime.run(async () => {
    const c = chan(1);
    await c.send(1);
    await c.recv();
    await c.send(2);
    c.tryRecv();
    await c.send(3);
    await c[Symbol.asyncIterator]().next();
    const rw = new RWMutex();
    rw.tryRLock();
    rw.rUnlock();
    const once = new Once();
    go(() => once.do(() => gosched()));
    go(() => once.do(() => undefined));
    await time.sleep(1);
    await once.do(() => undefined);
    const group = new Group();
    group.setLimit(1);
    await group.goWhenFree(() => gosched());
    void group.goWhenFree(() => undefined);
  });
  expect(runtime.log.filter((line) => !line.includes('send'))).toEqual([
    'done chan receive Chan',
    'did chan receive Chan',
    'done chan receive Chan',
    'did sync.RWMutex.RUnlock RWMutex',
    'park sleep 1',
    'done yield',
    'park sync.Once.Do Once',
    'done sync.Once.Do Once',
    'did sync.WaitGroup.Add WaitGroup 1',
    'done errgroup.Go Group',
    'done yield',
    'did sync.WaitGroup.Add WaitGroup 1',
    'park errgroup.Go Group',
    'did sync.WaitGroup.Add WaitGroup -1',
    'did sync.WaitGroup.Add WaitGroup -1',
  ]);
});

test('it is asked to choose only where there is a choice', async () => {
  const asked: number[] = [];
  const runtime = new SteeredRuntime({ chooser: { next: () => 0, pick: (n) => (asked.push(n), 0) } });
  const run = await runtime.run(async () => {
    const [a, b] = [chan(0), chan(0)];
    // One ready case, different queues, and a queue in which somebody else waits.
    await select([send(chan(1), 1), recv(a)]);
    go(() => a.recv());
    go(() => select([recv(a), recv(b)]));
    await gosched();
    await gosched();
    expect(asked).toEqual([]);
    go(() => select([send(chan(0), 1), recv(b), recv(b)]));
    await gosched();
    await gosched();
  });
  expect(run.error).toBeUndefined();
  expect(asked).toEqual([3, 2]);
});
