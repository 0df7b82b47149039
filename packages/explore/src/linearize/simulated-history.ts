import type { Operation } from './operation.ts';

/** A queue that is used by several tasks at once, each operation taking effect at one instant between call and return. */
export interface Simulation {
  readonly tasks: number;
  readonly callsPerTask: number;
  readonly seed: number;
  /** How much calls overlap: on average every so many turns a call gets a step further. Default 1. */
  readonly overlap?: number;
}

interface Running {
  calls: number;
  open:
    | { call: number; name: string; value: number; result: number | undefined; hasEffect: boolean }
    | undefined;
}

/** A linearizable history of a FIFO queue with values of its own, for tests and measurements. */
export function simulateQueue({ tasks, callsPerTask, seed, overlap = 1 }: Simulation): Operation[] {
  const random = generator(seed);
  const running = Array.from({ length: tasks }, (): Running => ({ calls: 0, open: undefined }));
  const history: Operation[] = [];
  const queue: number[] = [];
  let now = 0;
  let value = 0;
  for (;;) {
    const active = running.filter(({ calls, open }) => calls < callsPerTask || open !== undefined);
    const one = active[Math.floor(random() * active.length)];
    if (one === undefined) return history;
    const { open } = one;
    if (open === undefined) {
      const isPush = random() < 0.5;
      if (isPush) value += 1;
      one.calls += 1;
      now += 1;
      one.open = { call: now, name: isPush ? 'push' : 'tryPop', value, result: undefined, hasEffect: false };
    } else if (random() * overlap < 1) {
      if (open.hasEffect) {
        now += 1;
        const { call, name, result } = open;
        const args = name === 'push' ? [open.value] : [];
        history.push({ task: `T${running.indexOf(one)}`, name, args, result, call, return: now });
        one.open = undefined;
      } else if (open.name === 'push') queue.push(open.value);
      else open.result = queue.shift();
      if (one.open) one.open.hasEffect = true;
    }
  }
}

/** Gives two takes that came one after the other each other's value. */
export function withSwappedTakes(history: readonly Operation[], seed: number): Operation[] {
  const random = generator(seed);
  const takes = history.filter(({ result }) => result !== undefined);
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const first = takes[Math.floor(random() * takes.length)];
    const second = takes[Math.floor(random() * takes.length)];
    if (first === undefined || second === undefined || !(first.return < second.call)) continue;
    return history.map((one) => {
      if (one === first) return { ...one, result: second.result };
      return one === second ? { ...one, result: first.result } : one;
    });
  }
  return [...history];
}

function generator(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state / 2 ** 32;
  };
}
