import type { Story, StoryDeviation } from './story.ts';
import type { Language } from './words.ts';

/** What is counted: switches that were forced, or any departures from what happens by default. */
type Unit = 'switch' | 'deviation';

/** Everything that a report says by itself. */
export interface Labels {
  readonly kind: Readonly<Record<Story['kind'], string>>;
  /** Between the kind of failure and its sentence. */
  readonly colon: string;
  readonly realThreads: (real: number, of: number) => string;
  readonly smallest: (deviations: number, unit: Unit) => string;
  readonly notSmallest: (deviations: number, unit: Unit) => string;
  readonly runs: (who: string) => string;
  readonly deviation: Readonly<Record<StoryDeviation, (who: string, instead: string | undefined) => string>>;
  readonly moreSteps: (count: number) => string;
  readonly invariant: string;
  readonly blocked: string;
  readonly startedAt: string;
  readonly lines: string;
  readonly history: string;
  readonly noOrderFrom: string;
  readonly noOrder: string;
  readonly after: (order: readonly string[], state: string | undefined) => string;
  readonly atFirst: (state: string | undefined) => string;
  readonly misfit: (call: string, answer: string | undefined, expected: string | undefined) => string;
  readonly explored: (explored: NonNullable<Story['explored']>) => string;
  readonly replay: string;
  readonly step: string;
  readonly steps: (count: number) => string;
  readonly previous: string;
  readonly next: string;
  readonly source: string;
  readonly noSource: string;
  readonly keys: string;
  readonly hint: string;
  readonly schedule: string;
  readonly pending: string;
}

const numbers = new Intl.NumberFormat('en-US');

function count(amount: number, one: string, many: string): string {
  return `${numbers.format(amount)} ${amount === 1 ? one : many}`;
}

function countOf(amount: number, unit: Unit): string {
  return unit === 'switch'
    ? count(amount, 'forced switch', 'forced switches')
    : count(amount, 'deviation', 'deviations');
}

const en: Labels = {
  kind: {
    deadlock: 'deadlock',
    livelock: 'livelock',
    leak: 'leak',
    panic: 'panic',
    invariant: 'invariant broken',
    'not-linearizable': 'not linearizable',
    race: 'data race',
  },
  colon: ': ',
  realThreads: (real, of) => `real threads: ${real}/${of}`,
  smallest: (deviations, unit) =>
    deviations === 0
      ? 'fails with the default schedule: nobody has to be interrupted'
      : `smallest failing schedule: ${countOf(deviations, unit)} (none exists with ${deviations === 1 ? '0' : 'fewer'})`,
  notSmallest: (deviations, unit) =>
    `failing schedule with ${countOf(deviations, unit)}; a smaller one may exist`,
  runs: (who) => `${who} runs`,
  deviation: {
    preemption: (who, instead) =>
      instead === undefined ? `switch to ${who}` : `switch to ${who} (${instead} could have gone on)`,
    'same turn': (who) => `in the same turn: ${who}`,
    'early timer': (who) => `time passes early: ${who}`,
  },
  moreSteps: (amount) => `… ${count(amount, 'more step', 'more steps')}`,
  invariant: 'broken',
  blocked: 'still waiting',
  startedAt: 'started at',
  lines: 'lines',
  history: 'calls in time',
  noOrderFrom: 'no order from here',
  noOrder: 'no order',
  after: (order, state) => `after ${order.join(', ')}${state === undefined ? '' : ` it is ${state}`}`,
  atFirst: (state) => (state === undefined ? 'at first' : `at first it is ${state}`),
  misfit: (call, answer, expected) => {
    const got = answer === undefined ? '' : `, not ${answer}`;
    return expected === undefined
      ? `${call}${answer === undefined ? '' : ` → ${answer}`} can not end here`
      : `${call} must answer ${expected}${got}`;
  },
  explored: ({ schedules, completeBound, isExhausted, seed }) => {
    const bound = isExhausted
      ? ', that is every one'
      : completeBound < 0
        ? ''
        : `, all of those with ≤ ${countOf(completeBound, 'deviation')}`;
    return `${count(schedules, 'schedule', 'schedules')} explored${bound}; seed ${seed}`;
  },
  replay: 'replay',
  step: 'Step',
  steps: (amount) => count(amount, 'step', 'steps'),
  previous: 'Previous step',
  next: 'Next step',
  source: 'Source',
  noSource: 'no line of the solution belongs to this step',
  keys: 'arrow keys step through the run',
  hint: 'point at a step, or walk to it, to see its line',
  schedule: 'What happened',
  pending: 'never returned',
};

const UNIT_ZH: Readonly<Record<Unit, string>> = { switch: '强制切换', deviation: '偏离默认顺序' };

const zh: Labels = {
  kind: {
    deadlock: '死锁',
    livelock: '活锁',
    leak: '泄漏',
    panic: '崩溃',
    invariant: '违反不变式',
    'not-linearizable': '不可线性化',
    race: '数据竞争',
  },
  colon: '：',
  realThreads: (real, of) => `真实线程：${real}/${of}`,
  smallest: (deviations, unit) =>
    deviations === 0
      ? '按默认调度就会失败：不需要打断任何人'
      : `最小的失败调度：${deviations} 次${UNIT_ZH[unit]}（更少则不会失败）`,
  notSmallest: (deviations, unit) => `失败的调度：${deviations} 次${UNIT_ZH[unit]}；可能还有更小的`,
  runs: (who) => `${who} 运行`,
  deviation: {
    preemption: (who, instead) =>
      instead === undefined ? `切换到 ${who}` : `切换到 ${who}（${instead} 本可以继续）`,
    'same turn': (who) => `在同一轮中：${who}`,
    'early timer': (who) => `时间提前流逝：${who}`,
  },
  moreSteps: (amount) => `… 还有 ${amount} 步`,
  invariant: '被违反的不变式',
  blocked: '仍在等待',
  startedAt: '启动于',
  lines: '代码行',
  history: '调用的时间线',
  noOrderFrom: '从这里起没有顺序',
  noOrder: '没有合法顺序',
  after: (order, state) => `在 ${order.join('、')} 之后${state === undefined ? '' : `它是 ${state}`}`,
  atFirst: (state) => (state === undefined ? '一开始' : `一开始它是 ${state}`),
  misfit: (call, answer, expected) => {
    const got = answer === undefined ? '' : `，而不是 ${answer}`;
    return expected === undefined
      ? `${call}${answer === undefined ? '' : ` → ${answer}`} 不可能在这里结束`
      : `${call} 应当返回 ${expected}${got}`;
  },
  explored: ({ schedules, completeBound, isExhausted, seed }) => {
    const bound = isExhausted
      ? '，已是全部'
      : completeBound < 0
        ? ''
        : `，偏离不超过 ${completeBound} 次的已全部运行`;
    return `已探索 ${numbers.format(schedules)} 种调度${bound}；种子 ${seed}`;
  },
  replay: '重放',
  step: '步骤',
  steps: (amount) => `共 ${amount} 步`,
  previous: '上一步',
  next: '下一步',
  source: '源代码',
  noSource: '这一步没有对应的代码行',
  keys: '用方向键逐步查看',
  hint: '指向某一步或走到某一步，即可看到它的代码行',
  schedule: '发生了什么',
  pending: '没有返回',
};

export function labelsOf(language: Language): Labels {
  return language === 'zh' ? zh : en;
}

/** How large the failing schedule is, and whether a smaller one could be. */
export function scheduleText({ deviations, isMinimal, steps }: Story, labels: Labels): string {
  const switches = steps.filter(({ deviation }) => deviation === 'preemption').length;
  const unit = switches === deviations ? 'switch' : 'deviation';
  return isMinimal ? labels.smallest(deviations, unit) : labels.notSmallest(deviations, unit);
}
