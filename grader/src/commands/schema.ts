import { verdictJsonSchema } from '@katas/kata';
import type { Invocation } from '../invocation.ts';

/** `kata schema`: what `--format json` prints, as a JSON Schema. */
export function schema(invocation: Invocation): number {
  invocation.print(JSON.stringify(verdictJsonSchema(), null, 2));
  return 0;
}
