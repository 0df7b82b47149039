import { checkHistory, fifoQueue, type Operation } from '@katas/explore';
import { CanceledError, ChanError, DeadlineExceededError } from '@katas/goroutine';
import { answerOf, type Entry, hasPut, isPut, isTake, saidOver, takenBy, textOf } from './history.ts';

/** What is wrong with a history, and which known mistake does that. */
export interface Judgement {
  readonly sentence: string;
  readonly mistake?: string;
}

/**
 * Judges a whole history of a queue that was closed and drained at its end. Calls that failed to do anything
 * (`tryPush` that is false, `tryPop` that is undefined, `length`) are held against what may be under way, the others against
 * a queue that one goroutine uses alone.
 */
export function judge(entries: readonly Entry[], capacity: number): Judgement | undefined {
  for (const rule of [wrongShape, wrongError, fromNowhere, lost, overtaken, afterClose]) {
    const wrong = rule(entries);
    if (wrong) return wrong;
  }
  return wrongLooks(entries, capacity) ?? contradiction(entries, capacity);
}

/** What is wrong with the calls that only looked; also for a run that did not come to its end. */
export function wrongLooks(entries: readonly Entry[], capacity: number): Judgement | undefined {
  for (const entry of entries) {
    const wrong = wrongLook(entry, entries, capacity);
    if (wrong) return wrong;
  }
  return undefined;
}

function wrongShape(entries: readonly Entry[]): Judgement | undefined {
  for (const entry of entries) {
    if (entry.return === Infinity || entry.error !== undefined) continue;
    const { result } = entry;
    const mayBeNothing = entry.name === 'tryPop';
    if (!isTake(entry) || (result === undefined && mayBeNothing)) continue;
    if (
      typeof result !== 'object' ||
      result === null ||
      typeof (result as { ok?: unknown }).ok !== 'boolean'
    ) {
      return { sentence: `${entry.text} gave ${String(result)} instead of { value, ok }` };
    }
  }
  return undefined;
}

function wrongError(entries: readonly Entry[]): Judgement | undefined {
  for (const entry of entries) {
    const { error } = entry;
    if (error === undefined) continue;
    const isClosed = isPut(entry) && error instanceof ChanError && /clos/i.test(error.message);
    const isEnd = error instanceof CanceledError || error instanceof DeadlineExceededError;
    if (isClosed || (isEnd && entry.text.includes('ctx'))) continue;
    return { sentence: `${entry.text} of ${entry.task} failed with ${textOf(error)}` };
  }
  return undefined;
}

function fromNowhere(entries: readonly Entry[]): Judgement | undefined {
  const seen = new Map<unknown, Entry>();
  for (const entry of entries) {
    const taken = takenBy(entry);
    if (!taken) continue;
    const { value } = taken;
    const before = seen.get(value);
    if (before) {
      return {
        sentence: `${String(value)} came out twice: with ${before.text} of ${before.task} and with ${entry.text} of ${entry.task}`,
        mistake: 'check-then-act',
      };
    }
    seen.set(value, entry);
    const put = entries.find((one) => isPut(one) && one.value === value);
    if (!put) {
      return {
        sentence: `${entry.text} of ${entry.task} gave ${String(value)}, which nobody has pushed`,
        mistake: 'check-then-act',
      };
    }
    if (put.error !== undefined) {
      return {
        sentence: `${put.text} of ${put.task} failed (${textOf(put.error)}), but ${String(value)} came out`,
        mistake: 'ghost-push',
      };
    }
  }
  return undefined;
}

function lost(entries: readonly Entry[]): Judgement | undefined {
  for (const put of entries) {
    if (!hasPut(put)) continue;
    if (entries.some((one) => takenBy(one)?.value === put.value)) continue;
    const failed = entries.find((one) => one.name === 'pop' && one.error !== undefined);
    const isDropped = entries.some((one) => one.name === 'close' && one.task !== 'main');
    const mistake = failed ? 'swallowed-value' : isDropped ? 'dropped-on-close' : 'check-then-act';
    return {
      sentence:
        `${put.text} of ${put.task} put ${put.value} in, but it never came out` +
        (failed ? ` (${failed.text} of ${failed.task} ${answerOf(failed)})` : ''),
      mistake,
    };
  }
  return undefined;
}

/** Values whose pushes did not overlap came out the other way round, with pops that did not overlap either. */
function overtaken(entries: readonly Entry[]): Judgement | undefined {
  const passages = entries.filter(hasPut).map((put) => ({
    put,
    take: entries.find((one) => takenBy(one)?.value === put.value),
  }));
  for (const late of passages) {
    for (const early of passages) {
      if (!late.take || !early.take) continue;
      if (early.put.return < late.put.call && late.take.return < early.take.call) {
        return {
          sentence:
            `${early.put.text} had returned before ${late.put.text} was called, but ` +
            `${late.put.value} came out before ${early.put.value}`,
        };
      }
    }
  }
  return undefined;
}

function afterClose(entries: readonly Entry[]): Judgement | undefined {
  const close = entries.find((one) => one.name === 'close');
  for (const entry of entries) {
    if (close && hasPut(entry) && entry.call > close.return) {
      return { sentence: `${entry.text} of ${entry.task} put ${entry.value} into a closed queue` };
    }
    const saysClosed = saidOver(entry) || entry.error instanceof ChanError;
    if (saysClosed && !(close && close.call < entry.return)) {
      return { sentence: `${entry.text} of ${entry.task} ${answerOf(entry)}, but the queue is open` };
    }
  }
  return undefined;
}

/** Holds an answer about what is there against the most and the least that may have been there. */
function wrongLook(entry: Entry, entries: readonly Entry[], capacity: number): Judgement | undefined {
  if (entry.return === Infinity || entry.error !== undefined) return undefined;
  const { least, most } = valuesAt(entry, entries);
  const who = `${entry.text} of ${entry.task}`;
  if (entry.name === 'tryPush' && entry.result === false && most < capacity) {
    return {
      sentence: `${who} gave false, but at most ${most} of ${capacity} places can have been in use`,
      mistake: 'busy-is-not-full',
    };
  }
  if (entry.name === 'tryPop' && entry.result === undefined && least > 0) {
    return {
      sentence: `${who} gave undefined, but at least ${least} value(s) must have been there for it`,
      mistake: 'busy-is-not-full',
    };
  }
  if (entry.name === 'length') {
    const length = Number(entry.result);
    if (!(length >= Math.max(least, 0) && length <= Math.min(most, capacity))) {
      return {
        sentence: `${who} gave ${length}, but ${Math.max(least, 0)} to ${Math.min(most, capacity)} values were in`,
      };
    }
  }
  return undefined;
}

function valuesAt({ call }: Entry, entries: readonly Entry[]): { least: number; most: number } {
  let least = 0;
  let most = 0;
  for (const one of entries) {
    if (one.call >= call) continue;
    const isOver = one.return < call;
    if (isPut(one)) {
      if (isOver && hasPut(one)) least += 1;
      if (!isOver || hasPut(one)) most += 1;
    } else if (isTake(one)) {
      const took = takenBy(one) !== undefined;
      if (!isOver || took) least -= 1;
      if (isOver && took) most -= 1;
    }
  }
  return { least, most };
}

const ONE_QUEUE = 4;

function contradiction(entries: readonly Entry[], capacity: number): Judgement | undefined {
  const effective = entries.filter(
    (one) => hasPut(one) || takenBy(one) || saidOver(one) || one.name === 'close' || one.error !== undefined,
  );
  const checked = checkHistory(effective.map(operationOf), fifoQueue({ capacity, answers: 'recv' }));
  if (checked.outcome === 'linearizable') return undefined;
  if (checked.outcome === 'unknown') throw new Error('the history could not be judged');
  const calls = effective.map((one) => `${one.task}: ${one.text} ${answerOf(one)}`);
  const shown = calls.length > 3 * ONE_QUEUE ? calls.slice(0, 3 * ONE_QUEUE) : calls;
  return {
    sentence: `a queue of ${capacity} can not have given these answers in any order: ${shown.join(', ')}`,
  };
}

function operationOf(entry: Entry): Operation {
  const { task, name, value, error, result } = entry;
  return {
    task,
    name,
    args: value === undefined ? [] : [value],
    call: entry.call,
    return: entry.return,
    ...(error === undefined ? { result } : { error: error instanceof ChanError ? 'closed' : 'ended' }),
  };
}
