import { go, type RecvChan } from '@katas/goroutine';
import { settled } from './fake-clock.ts';

/**
 * Goroutines that each wait for one value, when all of them wait; gives what they have received, in the order in which
 * they went on.
 */
export async function receivers(
  channels: Readonly<Record<string, RecvChan<number>>>,
): Promise<[name: string, value: unknown][]> {
  const received: [string, unknown][] = [];
  for (const [name, C] of Object.entries(channels)) {
    go(name, async () => {
      const { value } = await C.recv();
      received.push([name, value]);
    });
  }
  await settled();
  return received;
}

/** The names, in order. */
export function names(received: readonly [name: string, value: unknown][]): string {
  return received.map(([name]) => name).join(' ');
}
