/** The few signs that the screens are drawn with. */
export interface Marks {
  readonly pass: string;
  readonly fail: string;
  readonly limit: string;
  readonly notRun: string;
  readonly running: string;
  readonly pointer: string;
  readonly bar: string;
  readonly rule: string;
  readonly full: string;
  readonly rest: string;
  readonly ellipsis: string;
  readonly dot: string;
  readonly arrow: string;
  readonly up: string;
  readonly down: string;
  readonly bullet: string;
  readonly star: string;
  readonly noStar: string;
}

const unicode: Marks = {
  pass: '✓',
  fail: '✗',
  limit: '◷',
  notRun: '○',
  running: '●',
  pointer: '›',
  bar: '│',
  rule: '─',
  full: '━',
  rest: '─',
  ellipsis: '…',
  dot: '·',
  arrow: '→',
  up: '↑',
  down: '↓',
  bullet: '•',
  star: '★',
  noStar: '☆',
};

const ascii: Marks = {
  pass: '+',
  fail: 'x',
  limit: '!',
  notRun: 'o',
  running: '*',
  pointer: '>',
  bar: '|',
  rule: '-',
  full: '#',
  rest: '-',
  ellipsis: '...',
  dot: '-',
  arrow: '->',
  up: '^',
  down: 'v',
  bullet: '*',
  star: '*',
  noStar: '.',
};

export function marksOf(isAscii: boolean): Marks {
  return isAscii ? ascii : unicode;
}
