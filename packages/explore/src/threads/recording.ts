import type { CallEvent } from './call-record.ts';
import type { Word } from './access.ts';
import type { Request } from './stepper.ts';

/** A step of a run that is written down. */
export interface RecordedStep extends Pick<Request, 'thread' | 'access'> {
  readonly value?: Word;
  readonly expected?: Word | undefined;
  readonly address: number;
  readonly result: Word | string;
  /** Undefined: the same as of the like step before. */
  readonly stack: string | undefined;
}

/** Is told what happens in a run while it happens. */
export interface Recording {
  step(step: RecordedStep): void;
  /** A thread goes on that did not run before; `how` tells what is out of the ordinary about it. */
  switched(thread: number, how: 'preemption' | 'early timer' | undefined): void;
  event(event: CallEvent): void;
  threw(thread: number, error: unknown): void;
}

const DEPTH = 30;

/** The stack of whoever asks. */
export function stackHere(): string {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = DEPTH;
  const { stack } = new Error('here');
  Error.stackTraceLimit = before;
  return stack ?? '';
}
