const plural = new Intl.PluralRules('en');
const integers = new Intl.NumberFormat('en-US', { useGrouping: 'min2' });

function count(n: number, one: string, other: string): string {
  return `${integers.format(n)} ${plural.select(n) === 'one' ? one : other}`;
}

/** The English messages; their shape is what every other language must fill. */
export const en = {
  // A verdict
  stageOf: (number: number, total: number, title: string) => `Stage ${number} of ${total}: ${title}`,
  tests: (n: number) => count(n, 'test', 'tests'),
  testsHold: (hold: number, total: number) => `${hold} of ${count(total, 'test holds', 'tests hold')}`,
  testsHoldAll: 'All tests hold.',
  rulesBroken: (n: number) => count(n, 'rule is broken', 'rules are broken'),
  allHold: (stages: number) =>
    stages === 1 ? 'Solved: the stage holds.' : `Solved: all ${stages} stages hold.`,
  noAnswer: 'No answer was reached.',
  notJudged: 'This file can not be judged yet.',
  noAttempt: 'This does not count as an attempt.',
  onlyRan: (run: number, expected: number) =>
    `Only ${run} of ${count(expected, 'test', 'tests')} ran to an answer.`,
  testStopped: 'This test was stopped.',
  limits: {
    loop: 'An endless loop: the run was stopped.',
    unsettled: 'A promise that nobody settles: the test waits for ever.',
    time: 'Too slow: the run was stopped at its time limit.',
    memory: 'Too much memory: the run was stopped at its limit.',
    output: 'A flood of output: the run was stopped.',
    exit: 'The solution ended the whole process.',
    crash: 'The process crashed.',
  },
  input: 'It shows with',
  inputAfterHints: (n: number) =>
    n === 1
      ? 'The input that breaks it is shown after one more hint.'
      : `The input that breaks it is shown after ${n} more hints.`,
  printedDuring: 'Printed during this test',
  printedOutside: 'Printed outside of any test',
  moreLines: (n: number) => `(${count(n, 'more line', 'more lines')})`,
  why: 'Why:',
  try: 'Try:',
  explored: (schedules: number, bound: number) =>
    `${count(schedules, 'schedule', 'schedules')} explored, up to ${count(bound, 'preemption', 'preemptions')}`,
  took: (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`),
  seed: (seed: number) => `seed ${seed}`,
  katasDone: (done: number, total: number) => `${done} of ${count(total, 'kata', 'katas')}`,
  editFile: (file: string) => `Edit ${file} and save.`,
  passedFile: (file: string) => `${file} is done.`,
};
