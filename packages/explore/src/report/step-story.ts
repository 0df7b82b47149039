import { atMost, MOST } from './bounded-text.ts';
import type { PlaceReader } from './place-reader.ts';
import type { RecordedStep, RunRecord } from './run-record.ts';
import type { StoryStep } from './story.ts';
import type { Words } from './words.ts';

/** The steps of a run as a person reads them. */
export function stepsOf(record: RunRecord, lanes: readonly string[], places: PlaceReader): StoryStep[] {
  const trace = ownSteps(record);
  const omitted = omittedIn(record);
  return trace.map((step, at) => {
    const { task, deviation, instead } = step;
    const lane = lanes.indexOf(task);
    const isLast = trace.findLastIndex((one) => one.task === task) === at;
    const note = noteOf(step, isLast, record);
    const other = instead === undefined ? -1 : lanes.indexOf(instead);
    return {
      lane,
      text: atMost(MOST.step, textOf(step)),
      ...places.read(step, 'place'),
      isSwitch: at > 0 && trace[at - 1]?.task !== task,
      ...(deviation === undefined ? {} : { deviation }),
      ...(other < 0 ? {} : { instead: other }),
      ...(omitted?.at === at ? { omittedBefore: omitted.count } : {}),
      ...(note === undefined ? {} : { note }),
    };
  });
}

const FOREVER: Words = { en: 'waits for ever', zh: '永远等待' };
const LEFT: Words = { en: 'still waits at the end', zh: '到结束时仍在等待' };
const AGAIN: Words = { en: 'again and again', zh: '反复进行' };
const WAITS: Words = { en: 'has to wait', zh: '需要等待' };

/** What is told: the steps of the program, and who waits at its end. */
export function ownSteps(record: RunRecord): RecordedStep[] {
  return [...record.trace.filter(isOwnStep), ...stillWaiting(record)];
}

/** That the explorer starts the program is no step of the program. */
function isOwnStep({ task, op }: RecordedStep): boolean {
  return !(task === 'clock' && op === 'go');
}

/** Where the gap is among the steps that are told. */
function omittedIn({ trace, omitted }: RunRecord): RunRecord['omitted'] {
  return omitted && { count: omitted.count, at: trace.slice(0, omitted.at).filter(isOwnStep).length };
}

/** Who waits for something that is no step, a promise of the program's own, is seen doing so at the end. */
function stillWaiting({ trace, blocked = [] }: RunRecord): RecordedStep[] {
  return blocked.flatMap(({ task, op, on, waitsAt }): RecordedStep[] => {
    const last = trace.findLast((step) => step.task === task);
    if (op === undefined || last === undefined || last.state === 'waits') return [];
    return [{ task, op: op === 'promise' ? 'await' : op, on, state: 'waits', ...waitsAt }];
  });
}

function noteOf(
  step: RecordedStep,
  isLast: boolean,
  { blocked = [], failure }: RunRecord,
): Words | undefined {
  const stuck = isLast ? blocked.find(({ task }) => task === step.task) : undefined;
  if (stuck?.state === 'repeating') return AGAIN;
  if (stuck !== undefined) return failure.kind === 'leak' ? LEFT : FOREVER;
  return step.state === 'waits' ? WAITS : undefined;
}

function textOf({ op, on, value, state }: RecordedStep): string {
  // A goroutine that returns is no call of a method.
  const call = on === '' ? '' : `${on}()`;
  switch (op) {
    case 'call':
      return `${on}(${value ?? ''})`;
    case 'return':
      return answer(`${call} returns`, value === 'undefined' ? undefined : value);
    case 'throw':
      return answer(`${call} throws`, value);
    case 'panic':
      return answer('panic:', value);
    default:
      return `${[verbOf(op, on), on].filter((part) => part !== '').join(' ')}${valueText(op, value, state)}`;
  }
}

/** `sync.WaitGroup.Add` on `WaitGroup 1` is an `Add`. */
function verbOf(op: string, on: string): string {
  const [, type, method] = /^(?:\w+\.)?(\w+)\.(\w+)$/u.exec(op) ?? [];
  return type !== undefined && method !== undefined && on.startsWith(type) ? method : op;
}

/** Values that say themselves how they stand to the operation (`→ 0`, `= 1`, `while 0`) are left as they are. */
function valueText(op: string, value: string | undefined, state: RecordedStep['state']): string {
  if (value === undefined || value === '') return '';
  if (/^(?:[→=]|while )/u.test(value)) return ` ${value}`;
  return state === 'goes on' || /recv|receive/u.test(op) ? ` → ${value}` : `: ${value}`;
}

function answer(words: string, value: string | undefined): string {
  return value === undefined || value === '' ? words.trim() : `${words.trim()} ${value}`;
}
