import type * as solution from '#solution';

export type Module = typeof solution;
export type Queue = solution.RingQueue;

export function open({ RingQueue }: Module, memory: SharedArrayBuffer): Queue {
  return new RingQueue(memory);
}

/** Allocates an open queue with these items in it. */
export function holding(
  capacity: number,
  items: readonly number[] = [],
): (module: Module) => SharedArrayBuffer {
  return ({ RingQueue }) => {
    const memory = RingQueue.allocate(capacity);
    const queue = new RingQueue(memory);
    for (const item of items) queue.tryPush(item);
    return memory;
  };
}
