import { go, type RecvChan } from '@katas/goroutine';

/** Goroutines that each wait for one value; gives what they have received, in the order in which they went on. */
export function receivers(
  channels: Readonly<Record<string, RecvChan<number>>>,
): [name: string, value: unknown][] {
  const received: [string, unknown][] = [];
  for (const [name, C] of Object.entries(channels)) {
    go(name, async () => {
      const { value } = await C.recv();
      received.push([name, value]);
    });
  }
  return received;
}

/** The names, in order. */
export function names(received: readonly [name: string, value: unknown][]): string {
  return received.map(([name]) => name).join(' ');
}
