// Counters that only ever grow pass 2³¹ and 2³² in a queue that lives long enough, and 2³¹ pushes take minutes. But a
// queue that is empty again after each round of pushes and pops differs from the round before in its counters only.
// Where each word of the memory is seen to move by the same amount in every round, the memory as it will be after n
// rounds is known without running them. It is taken for real only if the queue, put there, goes on alike for two more
// rounds and answers rightly: a counter that starts over somewhere on the way is found out by that, and left alone.

interface Ring {
  tryPush(value: number): boolean;
  tryPop(): number | undefined;
  readonly length: number;
}

export interface RingClass<R extends Ring = Ring> {
  allocate(capacity: number): SharedArrayBuffer;
  new (memory: SharedArrayBuffer): R;
}

/** The memory of an empty queue in which a counter is about to pass a limit. */
export interface Aged {
  readonly memory: SharedArrayBuffer;
  /** `2³¹` */
  readonly limit: string;
  /** Pushes and pops that it takes at most until the counter has passed. */
  readonly cycles: number;
  /** How many pushes and pops the queue has behind it. */
  readonly pushes: number;
}

const LIMITS = [
  [2 ** 31, '2³¹'],
  [2 ** 32, '2³²'],
] as const;
const ROUNDS_BEFORE = 3;
const OBSERVED_ROUNDS = 5;

/** Queues of this capacity of which some counter is about to pass 2³¹ or 2³²; none where nothing counts so far. */
export function agedMemories(RingQueue: RingClass, capacity: number): readonly Aged[] {
  const memory = RingQueue.allocate(capacity);
  const round = roundOf(capacity);
  const steps = growth(RingQueue, memory, round);
  if (steps === undefined) return [];
  const start = wordsOf(memory).slice();
  const seen = new Set<string>();
  const aged: Aged[] = [];
  for (const [at, step] of steps.entries()) {
    if (step === 0) continue;
    for (const [limit, name] of LIMITS) {
      const way =
        (((step > 0 ? limit - (start[at] ?? 0) : (start[at] ?? 0) - limit) % 2 ** 32) + 2 ** 32) % 2 ** 32;
      const rounds = Math.floor(way / Math.abs(step)) - ROUNDS_BEFORE;
      if (rounds <= 0 || seen.has(`${rounds} ${name}`)) continue;
      seen.add(`${rounds} ${name}`);
      const old = moved(memory, (word, index) => word + Math.imul(steps[index] ?? 0, rounds));
      if (!goesOnAlike(RingQueue, old, { round, steps })) continue;
      aged.push({ memory: old, limit: name, cycles: (ROUNDS_BEFORE + 2) * round, pushes: round * rounds });
    }
  }
  return aged;
}

/** The same, so close that the next push or pop passes the limit; a new queue where no counter gets so far. */
export function onTheEdge(RingQueue: RingClass, capacity: number): SharedArrayBuffer {
  const [first] = agedMemories(RingQueue, capacity);
  if (first === undefined) return RingQueue.allocate(capacity);
  const queue = new RingQueue(first.memory);
  for (let cycle = 0; cycle < first.cycles; cycle++) {
    const before = copyOf(first.memory);
    queue.tryPush(1);
    queue.tryPop();
    const words = wordsOf(first.memory);
    const isPast = wordsOf(before).some((word, at) => word > 2 ** 30 && (words[at] ?? 0) < -(2 ** 30));
    if (isPast) return before;
  }
  return RingQueue.allocate(capacity);
}

/** After so many pushes and pops every way to lay out the slots is back at its beginning. */
function roundOf(capacity: number): number {
  const powerOfTwo = 2 ** Math.ceil(Math.log2(capacity));
  return 2 * powerOfTwo * capacity * (capacity + 1);
}

/** By how much each word moves in a round; undefined where a round is not like the other. */
function growth(RingQueue: RingClass, memory: SharedArrayBuffer, round: number): Int32Array | undefined {
  const queue = new RingQueue(memory);
  const words = wordsOf(memory);
  goRound(queue, round);
  let steps: Int32Array | undefined;
  for (let observed = 0; observed < OBSERVED_ROUNDS; observed++) {
    const before = words.slice();
    goRound(queue, round);
    const now = words.map((word, at) => word - (before[at] ?? 0));
    if (steps !== undefined && !isSame(steps, now)) return undefined;
    steps = now;
  }
  return steps;
}

function goesOnAlike(
  RingQueue: RingClass,
  memory: SharedArrayBuffer,
  { round, steps }: { readonly round: number; readonly steps: Int32Array },
): boolean {
  const trial = copyOf(memory);
  const queue = new RingQueue(trial);
  try {
    for (let trials = 0; trials < 2; trials++) {
      const before = wordsOf(trial).slice();
      if (queue.length !== 0 || queue.tryPop() !== undefined || !goRound(queue, round)) return false;
      if (
        !isSame(
          steps,
          wordsOf(trial).map((word, at) => word - (before[at] ?? 0)),
        )
      )
        return false;
    }
    return true;
  } catch {
    return false;
  }
}

function goRound(queue: Ring, times: number): boolean {
  for (let count = 0; count < times; count++) {
    if (!queue.tryPush(1) || queue.tryPop() !== 1) return false;
  }
  return true;
}

function wordsOf(memory: SharedArrayBuffer): Int32Array {
  return new Int32Array(memory, 0, memory.byteLength >> 2);
}

export function copyOf(memory: SharedArrayBuffer): SharedArrayBuffer {
  const copy = new SharedArrayBuffer(memory.byteLength);
  new Uint8Array(copy).set(new Uint8Array(memory));
  return copy;
}

function moved(memory: SharedArrayBuffer, to: (word: number, index: number) => number): SharedArrayBuffer {
  const copy = copyOf(memory);
  const words = wordsOf(copy);
  words.set(words.map(to));
  return copy;
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((word, at) => word === b[at]);
}
