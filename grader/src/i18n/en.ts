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
  typeErrors: (n: number) => `${count(n, 'type error', 'type errors')}; the tests ran all the same.`,
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
  expected: 'Expected',
  received: 'Received',
  sameWay: (n: number) => `${count(n, 'more test fails', 'more tests fail')} in the same way.`,
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
  behavesLike: (name: string) => `This behaves like ${name}.`,
  mistakeHint: (number: number) => `Hint ${number} says more.`,
  explored: (schedules: number, bound: number | undefined) =>
    `${count(schedules, 'schedule', 'schedules')} run` +
    (bound === undefined
      ? ', every one there is'
      : bound < 0
        ? ''
        : `, every one with at most ${count(bound, 'forced switch', 'forced switches')}`),
  took: (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`),
  seed: (seed: number) => `seed ${seed}`,
  katasDone: (done: number, total: number) => `${done} of ${count(total, 'kata', 'katas')}`,
  editFile: (file: string) => `Edit ${file} and save.`,
  passedFile: (file: string) => `${file} is done.`,

  // Hints
  noHints: 'This stage has no hints.',
  hintOf: (number: number, total: number) => `Hint ${number} of ${total}`,
  hintsLeft: (n: number) => `${count(n, 'more hint', 'more hints')} to take.`,
  noMoreHints: 'That was the last hint of this stage.',
  attempts: (n: number) => count(n, 'attempt', 'attempts'),
  hintsTaken: (n: number) => count(n, 'hint', 'hints'),

  // The watch screen
  stage: (number: number, total: number) => `stage ${number} of ${total}`,
  starting: 'getting ready',
  running: (title: string, tests: number) => `running ${title}: ${count(tests, 'test', 'tests')}`,
  runningSoFar: (title: string, ran: number, tests: number) => `running ${title}: ${ran} of ${tests}`,
  passedAt: (clock: string) => `passed ${clock}`,
  passedSearching: (passed: string) => `${passed}, searching on`,
  confirmed: 'The same with all sizes.',
  turned: 'A longer search found what breaks it: this is no pass any more.',
  judgedAt: (clock: string) => `judged ${clock}`,
  notJudgedShort: 'not judged',
  firstTime: (key: string) => `New to this kata? ${key} shows the task.`,
  firstPass: (attempts: number, hints: number) =>
    `Passed after ${count(attempts, 'attempt', 'attempts')}, ` +
    (hints === 0 ? 'without a hint.' : `with ${count(hints, 'hint', 'hints')}.`),
  nextStage: (title: string) => `Stage passed. Next: ${title}.`,
  allDone: 'Every kata is done. Well done!',
  nothingNext: 'There is no other unfinished kata.',
  passFirst: 'There is something to compare with once all stages hold.',
  noComparison: 'This kata has no accepted solution to show.',
  noEditor: (file: string) => `Set $VISUAL or $EDITOR to open files from here. The file is ${file}`,
  editorFailed: (command: string, why: string) => `${command} could not be started: ${why}`,
  opened: (command: string) => `Opened with ${command}.`,
  polling: 'No file events arrive here: asking the disk again and again instead.',
  judgeBroke: 'The grader itself broke; this says nothing about your solution.',
  notSaved: (why: string) => `Progress could not be saved: ${why}`,
  noFile: (why: string) => `The solution file could not be created: ${why}`,
  unchanged: 'Nothing changed since the last run.',
  mine: 'Yours',
  accepted: (name: string) => `Accepted: ${name}`,
  goodbye: (file: string) => `Your work is in ${file}.`,
  interrupted: 'Interrupted.',
  noKatas: 'There is no kata here that could be opened.',
  filters: { all: 'all', todo: 'to do', done: 'done' },
  search: 'Search:',
  nothingFound: 'No kata fits.',
  pages: { list: 'Katas', prompt: 'The task', compare: 'Compare', hint: 'Hints', help: 'Keys' },
  keys: {
    hint: 'hint',
    nextHint: 'next hint',
    list: 'list',
    next: 'next kata',
    rerun: 'rerun',
    compare: 'compare',
    open: 'open file',
    structure: 'rules',
    detail: 'details',
    prompt: 'task',
    help: 'help',
    quit: 'quit',
    back: 'back',
    search: 'search',
    filter: 'filter',
    choose: 'open',
    scroll: 'scroll',
  },
  keyHelp: {
    hint: 'the next hint for this stage; it is recorded',
    list: 'all katas: search, filter, open another one',
    next: 'the next unfinished kata, after a pass',
    rerun: 'run again, with new random values',
    compare: 'your solution beside an accepted one, after a pass',
    open: 'open the file in your editor, at the failing line',
    structure: 'reasons, lines and advice for broken rules, or less of it',
    detail: 'every failing test in detail, or the first only',
    prompt: 'the task',
    help: 'this page',
    quit: 'leave; so does Ctrl-C',
    back: 'back to the verdict',
    scroll: 'scroll; Space or PgDn, PgUp by the page, g and G to the ends',
  },
};
