type Painter = (text: string) => string;

/** Colours by meaning; without colours every painter gives its text back. */
export interface Paint {
  readonly on: boolean;
  readonly good: Painter;
  readonly bad: Painter;
  readonly warn: Painter;
  readonly accent: Painter;
  readonly quiet: Painter;
  readonly strong: Painter;
  readonly underline: Painter;
  readonly italic: Painter;
  readonly inverse: Painter;
  readonly keyword: Painter;
  readonly string: Painter;
  readonly number: Painter;
}

const plain: Painter = (text) => text;

/** Codes of `util.styleText`, written whatever the stream and the environment are: whether to colour was decided before. */
function painter(open: number, close: number): Painter {
  return (text) => (text === '' ? '' : `\u001B[${open}m${text}\u001B[${close}m`);
}

const colors: Paint = {
  on: true,
  good: painter(32, 39),
  bad: painter(31, 39),
  warn: painter(33, 39),
  accent: painter(36, 39),
  quiet: painter(2, 22),
  strong: painter(1, 22),
  underline: painter(4, 24),
  italic: painter(3, 23),
  inverse: painter(7, 27),
  keyword: painter(35, 39),
  string: painter(32, 39),
  number: painter(33, 39),
};

const none: Paint = {
  on: false,
  good: plain,
  bad: plain,
  warn: plain,
  accent: plain,
  quiet: plain,
  strong: plain,
  underline: plain,
  italic: plain,
  inverse: plain,
  keyword: plain,
  string: plain,
  number: plain,
};

export function paintOf(color: boolean): Paint {
  return color ? colors : none;
}
