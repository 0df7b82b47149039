import type { Catalogue } from './catalogue.ts';

const integers = new Intl.NumberFormat('zh-CN', { useGrouping: 'min2' });

/** The Chinese messages. */
export const zh: Catalogue = {
  stageOf: (number, total, title) => `第 ${number}/${total} 关：${title}`,
  tests: (n) => `${integers.format(n)} 个测试`,
  testsHold: (hold, total) => `${total} 个测试中 ${hold} 个成立`,
  testsHoldAll: '所有测试都成立。',
  rulesBroken: (n) => `违反 ${integers.format(n)} 条规则`,
  allHold: (stages) => (stages === 1 ? '通过！' : `通过：${stages} 关全部成立。`),
  noAnswer: '没有得出结论。',
  notJudged: '这个文件还无法评判。',
  noAttempt: '这次不计入尝试次数。',
  onlyRan: (run, expected) => `${expected} 个测试中只有 ${run} 个得出了结果。`,
  testStopped: '这个测试被中止了。',
  limits: {
    loop: '死循环：运行已被中止。',
    unsettled: '有一个 Promise 永远不会完成：测试会一直等下去。',
    time: '太慢了：运行到时限被中止。',
    memory: '占用内存过多：运行到上限被中止。',
    output: '输出过多：运行已被中止。',
    exit: '你的代码结束了整个进程。',
    crash: '进程崩溃了。',
  },
  input: '出错的输入',
  inputAfterHints: (n) => `再看 ${n} 条提示后，这里会显示出错的输入。`,
  printedDuring: '这个测试期间的输出',
  printedOutside: '测试之外的输出',
  moreLines: (n) => `（还有 ${integers.format(n)} 行）`,
  why: '原因：',
  try: '试试：',
  explored: (schedules, bound) => `已探索 ${integers.format(schedules)} 种调度，最多 ${bound} 次抢占`,
  took: (ms) => (ms < 1000 ? `${Math.round(ms)} 毫秒` : `${(ms / 1000).toFixed(1)} 秒`),
  seed: (seed) => `种子 ${seed}`,
  katasDone: (done, total) => `${total} 题中完成 ${done} 题`,
  editFile: (file) => `编辑 ${file} 并保存。`,
  passedFile: (file) => `${file} 已完成。`,
};
