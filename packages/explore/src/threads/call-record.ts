/** One call on the subject, as observed: an operation of a history. */
export interface CallRecord {
  /** The thread that called. */
  readonly task: string;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly result?: unknown;
  /** The message of the error that it threw. */
  readonly error?: string;
  /** When it took its first step; every instant of a run is another number. */
  readonly call: number;
  /** When it returned; Infinity: it had not when the run ended. */
  readonly return: number;
}

/** What is kept of a call while a run goes on. */
export interface CallEvent {
  readonly thread: number;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly at: number;
  /** Index of the event that began the call, for the one that ends it. */
  readonly begun?: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** The calls of a run, in the order in which they were made. */
export function callsOf(events: readonly CallEvent[], names: readonly string[]): CallRecord[] {
  const ends: (CallEvent | undefined)[] = [];
  for (const event of events) if (event.begun !== undefined) ends[event.begun] = event;
  const calls: CallRecord[] = [];
  for (let index = 0; index < events.length; index += 1) {
    const event = events[index];
    if (event === undefined || event.begun !== undefined) continue;
    const call = { task: names[event.thread] ?? '', name: event.name, args: event.args, call: event.at };
    const end = ends[index];
    if (end === undefined) calls.push({ ...call, return: Infinity });
    else if (end.error === undefined) calls.push({ ...call, return: end.at, result: end.result });
    else calls.push({ ...call, return: end.at, error: end.error });
  }
  return calls;
}
