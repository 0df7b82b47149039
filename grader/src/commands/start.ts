import { shown } from '../home.ts';
import { say } from '../i18n/commands.ts';
import type { Invocation } from '../invocation.ts';
import { createSolution } from '../solution-store.ts';

/** `kata start`: creates the solution from the stub; an existing one stays as it is. */
export function start(invocation: Invocation, slug: string): number {
  const kata = invocation.kata(slug);
  const file = shown(invocation.solutionPath(kata.slug));
  const created = createSolution(invocation, kata);
  invocation.print(created ? say.created(file) : say.exists(file));
  invocation.print(say.thenWatch(kata.slug));
  return 0;
}
