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

export function callsOf(events: readonly CallEvent[], names: readonly string[]): CallRecord[] {
  const ends = new Map<number, CallEvent>();
  for (const event of events) if (event.begun !== undefined) ends.set(event.begun, event);
  return events.flatMap((event, index): CallRecord[] => {
    if (event.begun !== undefined) return [];
    const end = ends.get(index);
    const { thread, name, args, at } = event;
    const outcome = end?.error === undefined ? { result: end?.result } : { error: end.error };
    return [
      { task: names[thread] ?? '', name, args, call: at, return: end?.at ?? Infinity, ...(end && outcome) },
    ];
  });
}
