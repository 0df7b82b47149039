import type { StoryOperation } from './story.ts';

/** Calls that are drawn on one line: none overlaps another. */
export interface HistoryRow {
  readonly who: string;
  /** Not the first row of whose calls these are. */
  readonly isMore: boolean;
  readonly operations: readonly StoryOperation[];
}

/** A row for each goroutine or thread; more where one of them had several calls open at a time. */
export function rowsOf(operations: readonly StoryOperation[]): HistoryRow[] {
  const byWho = Map.groupBy(operations, ({ who }) => who);
  return [...byWho].flatMap(([who, own]) => {
    const rows: StoryOperation[][] = [];
    for (const operation of own.toSorted((a, b) => a.from - b.from)) {
      const free = rows.find((row) => (row.at(-1)?.to ?? Infinity) < operation.from);
      if (free === undefined) rows.push([operation]);
      else free.push(operation);
    }
    return rows.map((row, at): HistoryRow => ({ who, isMore: at > 0, operations: row }));
  });
}
