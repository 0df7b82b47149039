import type { Spec } from '../spec.ts';
import { journeysOf, withoutSource } from './conservation.ts';
import type { ContainerOptions } from './container.ts';
import { type ContainerState, containerSpec } from './container-spec.ts';

/** A stack: the value that was put last is taken first; otherwise like {@link fifoQueue}. */
export function stack(options: ContainerOptions = {}): Spec<ContainerState> {
  return containerSpec('stack', 'last-in', options, (moves) => ({
    contradiction: withoutSource(journeysOf(moves)),
  }));
}
