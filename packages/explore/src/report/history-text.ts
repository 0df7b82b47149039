import { clip, pad, widthOf, wrap } from './columns.ts';
import { INDENT } from './lane-grid.ts';
import { type HistoryRow, rowsOf } from './history-rows.ts';
import type { Look } from './look.ts';
import type { StoryHistory, StoryOperation } from './story.ts';

/** The calls as intervals on lanes, where no order exists any more, and which answers contradict each other. */
export function historyLines(history: StoryHistory, look: Look): string[] {
  const { operations } = history;
  const lanes = [...new Set(operations.map(({ who }) => who))];
  const nameRoom = Math.min(12, Math.max(0, ...lanes.map(widthOf)));
  const room = look.width - INDENT - nameRoom - 2;
  const whole = operations.map((operation) => operationText(operation, look));
  const numbered = operations.map((_, at) => String(at + 1));
  const isWhole = new Scale(operations, whole).end <= room;
  const labels = isWhole ? whole : numbered;
  const scale = new Scale(operations, labels);
  const out = scale.end <= room ? drawn() : [];
  const conflict = operations.flatMap((one, at) => (one.isConflict || out.length === 0 ? [at] : []));
  const legend = isWhole
    ? []
    : (out.length === 0 ? conflict : operations.map((_, at) => at)).flatMap((at) => legendLine(at));
  return [...out, ...legend, ...reasonLines(history, look)];

  function drawn(): string[] {
    const breaking = operations.find(({ isBreaking }) => isBreaking);
    const at = breaking?.to === undefined ? undefined : scale.columnOf(breaking.to);
    const rows = rowsOf(operations).map((row) => laneLine(row));
    if (at === undefined) return rows;
    const told = look.text(look.labels.noOrderFrom);
    const sign = look.text('▼');
    const before = INDENT + nameRoom + 2 + at;
    const isLeft = before >= widthOf(told) + 1;
    const line = isLeft
      ? `${' '.repeat(before - widthOf(told) - 1)}${told} ${sign}`
      : `${' '.repeat(before)}${sign} ${told}`;
    return [look.paint(clip(line, look.width, look.ellipsis), 'bad'), ...rows];
  }

  function laneLine(row: HistoryRow): string {
    let line = '';
    let used = 0;
    for (const operation of row.operations) {
      const at = operations.indexOf(operation);
      const from = scale.columnOf(operation.from);
      const to = operation.to === undefined ? scale.end : scale.columnOf(operation.to);
      const label = labels[at] ?? '';
      const isOpen = operation.to === undefined;
      const left = look.text(operation.isConflict ? '┝' : '├');
      const right = isOpen ? look.ellipsis : look.text(operation.isConflict ? '┥' : '┤');
      const fill = look.text(isOpen ? '╌' : operation.isConflict ? '━' : '─');
      const bar = left + label + fill.repeat(Math.max(0, to - from - widthOf(label) - 1)) + right;
      line += ' '.repeat(Math.max(0, from - used)) + look.paint(bar, roleOf(operation));
      used = from + widthOf(bar);
    }
    const name = pad(row.isMore ? '' : clip(row.who, nameRoom, look.ellipsis), nameRoom);
    return `${' '.repeat(INDENT)}${look.paint(name, 'strong')}  ${line}`.trimEnd();
  }

  function legendLine(at: number): string[] {
    const operation = operations[at] as StoryOperation;
    const head = `${String(at + 1).padStart(2)}  ${pad(clip(operation.who, nameRoom, look.ellipsis), nameRoom)}  `;
    const lines = wrap(whole[at] ?? '', look.width - INDENT - widthOf(head));
    return lines.map((line, index) => {
      const start = index === 0 ? head : ' '.repeat(widthOf(head));
      return `${' '.repeat(INDENT)}${start}${look.paint(line, roleOf(operation))}`;
    });
  }
}

function roleOf({ isBreaking, isConflict }: StoryOperation): 'bad' | 'warn' | undefined {
  return isBreaking ? 'bad' : isConflict ? 'warn' : undefined;
}

function operationText({ call, answer }: Pick<StoryOperation, 'call' | 'answer'>, look: Look): string {
  return answer === undefined ? call : look.text(`${call} → ${answer}`);
}

/** Why: the longest order, what it leaves, and what does not fit behind it. */
function reasonLines({ order, state, misfits, part }: StoryHistory, look: Look): string[] {
  if (misfits.length === 0) return [];
  const { labels } = look;
  const start = order.length === 0 ? labels.atFirst(state) : labels.after(order, state);
  const told = misfits.map(({ call, answer, expected }) => labels.misfit(call, answer, expected));
  const about = part === undefined ? '' : ` (${part})`;
  const separator = look.language === 'zh' ? '；' : '; ';
  const sentence = `${labels.noOrder}${about}${labels.colon}${start}${separator}${told.join(separator)}`;
  return wrap(look.text(sentence), look.width - INDENT).map(
    (line) => `${' '.repeat(INDENT)}${look.paint(line, 'bad')}`,
  );
}

/** Gives every instant a column, so that each call is at least as wide as its label. */
class Scale {
  readonly #columns = new Map<number, number>();
  /** Columns that all take. */
  readonly end: number;

  constructor(operations: readonly StoryOperation[], labels: readonly string[]) {
    const instants = [
      ...new Set(operations.flatMap(({ from, to }) => [from, ...(to === undefined ? [] : [to])])),
    ];
    instants.sort((a, b) => a - b);
    let column = -1;
    for (const instant of instants) {
      column += 1;
      for (const [at, { from, to }] of operations.entries()) {
        if (to === instant)
          column = Math.max(column, (this.#columns.get(from) ?? column) + widthOf(labels[at] ?? '') + 1);
      }
      this.#columns.set(instant, column);
    }
    const open = operations.map(({ from, to }, at) =>
      to === undefined ? this.columnOf(from) + widthOf(labels[at] ?? '') + 4 : 0,
    );
    this.end = Math.max(column + 1, ...open);
  }

  columnOf(instant: number): number {
    return this.#columns.get(instant) ?? 0;
  }
}
