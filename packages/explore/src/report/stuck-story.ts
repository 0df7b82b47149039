import type { PlaceReader } from './place-reader.ts';
import type { RecordedBlocked, RecordedStep, RunRecord } from './run-record.ts';
import type { StoryBlocked } from './story.ts';
import { say, type Words } from './words.ts';

/** Somebody who did not come to an end: what it waits for, and where. */
export function blockedStory(
  blocked: RecordedBlocked,
  trace: readonly RecordedStep[],
  places: PlaceReader,
): StoryBlocked {
  const place = blocked.line === undefined ? blocked.waitsAt : blocked;
  return {
    who: blocked.task,
    waitsFor: waitsFor(blocked, openCall(blocked.task, trace)),
    ...places.read(place ?? {}, 'waitsAt'),
    ...places.read(blocked.startedAt ?? {}, 'startedAt'),
  };
}

/** The call that the task is in, where the trace tells of calls. */
function openCall(task: string, trace: readonly RecordedStep[]): string | undefined {
  const last = trace.findLast((step) => step.task === task && /^(?:call|return|throw)$/u.test(step.op));
  return last?.op === 'call' ? `${last.on}(${last.value ?? ''})` : undefined;
}

/** The same in few words where a call says enough. */
function waitsInShort(blocked: RecordedBlocked, call: string | undefined): Words {
  const isEnough = blocked.state !== undefined && call !== undefined;
  return waitsFor(isEnough ? { task: blocked.task, on: '', state: blocked.state } : blocked, call);
}

function waitsFor({ op, on, value, state }: RecordedBlocked, call: string | undefined): Words {
  const what = [on, value ?? ''].filter((part) => part !== '').join(' ');
  if (state !== undefined) {
    const verb =
      state === 'asleep'
        ? { en: 'sleeps', zh: '睡眠' }
        : { en: 'repeats the same steps', zh: '反复做同样的步骤' };
    const inside = call === undefined ? { en: '', zh: '' } : { en: ` in ${call}`, zh: `在 ${call} 中` };
    if (what === '') return { en: `${verb.en}${inside.en}`, zh: `${inside.zh}${verb.zh}` };
    return { en: `${verb.en}${inside.en}, on ${what}`, zh: `${inside.zh}${verb.zh}（${what}）` };
  }
  if (op === undefined || op === 'promise') {
    return { en: 'waits for a promise that nothing will settle', zh: '等待一个永远不会完成的 Promise' };
  }
  return {
    en: `waits in ${op}${what === '' ? '' : ` on ${what}`}`,
    zh: what === '' ? `在 ${op} 中等待` : `在 ${what} 的 ${op} 中等待`,
  };
}

/**
 * Who is stuck and how, in a sentence; undefined where the record does not tell: of a livelock, who merely waits is not to
 * blame.
 */
export function stuckSentence({ failure, blocked = [], trace }: RunRecord): Words | undefined {
  const isDeadlock = failure.kind === 'deadlock';
  const stuck = isDeadlock ? blocked : blocked.filter(({ state }) => state === 'repeating');
  if (stuck.length === 0 || (!isDeadlock && failure.kind !== 'livelock')) return undefined;
  const [first] = stuck;
  const names = [...new Set(stuck.map(({ task }) => task))];
  const isOne = names.length === 1 && first !== undefined;
  const short = first === undefined ? '' : waitsInShort(first, openCall(first.task, trace));
  const told = {
    en: isOne ? `${first.task} ${say(short, 'en')}` : `${list(names, ' and ')} wait for ever`,
    zh: isOne ? `${first.task} ${say(short, 'zh')}` : `${list(names, ' 和 ')} 永远等待`,
  };
  if (!isDeadlock) {
    return {
      en: isOne ? `${told.en}, and never gets on` : `${list(names, ' and ')} never get on`,
      zh: isOne ? `${told.zh}，没有进展` : `${list(names, ' 和 ')} 一直没有进展`,
    };
  }
  return {
    en: `${told.en}, nobody is left to wake ${isOne ? 'it' : 'them'}`,
    zh: `${told.zh}，没有谁能唤醒${isOne ? '它' : '它们'}`,
  };
}

function list(names: readonly string[], last: string): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')}${last}${names.at(-1)}`;
}
