/** A key that was pressed: a printable one as its sign, others by name. */
export interface Key {
  readonly name: KeyName;
  /** The sign, where the name is `char`; empty otherwise. */
  readonly text: string;
}

type KeyName =
  | 'char'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'pageup'
  | 'pagedown'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'backspace'
  | 'delete'
  | 'tab'
  | 'ctrl-c'
  | 'ctrl-d'
  | 'ctrl-l'
  | 'ctrl-u'
  | 'ctrl-z'
  | 'unknown';

const FINAL: Readonly<Record<string, KeyName>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'tab',
};
const TILDE: Readonly<Record<string, KeyName>> = {
  '1': 'home',
  '3': 'delete',
  '4': 'end',
  '5': 'pageup',
  '6': 'pagedown',
  '7': 'home',
  '8': 'end',
};
const CONTROL: Readonly<Record<string, KeyName>> = {
  '\u0003': 'ctrl-c',
  '\u0004': 'ctrl-d',
  '\b': 'backspace',
  '\t': 'tab',
  '\n': 'enter',
  '\u000C': 'ctrl-l',
  '\r': 'enter',
  '\u0015': 'ctrl-u',
  '\u001A': 'ctrl-z',
  '\u007F': 'backspace',
};

/* oxlint-disable no-control-regex */
/** A whole sequence: CSI, SS3, an old mouse report, a string (OSC, DCS …), or Alt and a sign. */
const SEQUENCE =
  /^\u001B(?:\[M[^]{3}|\[(?<csi>[0-?]*)[ -/]*(?<final>[@-~])|O(?<ss3>[A-Za-z])|[\]PX^_][^]*?(?:\u0007|\u001B\\)|[^[O\]PX^_\u001B])/u;
/** The start of one whose end has not arrived. */
const PARTIAL = /^\u001B(?:\[M[^]{0,2}|\[[0-?]*[ -/]*|O|[\]PX^_][^\u0007]*)?$/u;
/* oxlint-enable no-control-regex */

const PASTE_START = '\u001B[200~';
const PASTE_END = '\u001B[201~';

/**
 * Cuts what a terminal sends into keys. Pasted text is no key: a pasted `q` must not end the program.
 * Feed it text (decoded UTF-8); what is the start of a longer sequence waits for the rest.
 */
export class KeyParser {
  #rest = '';
  #isPasting = false;

  /** Whether something waits for its rest: a lone Escape looks like the start of an arrow key. */
  get isWaiting(): boolean {
    return this.#rest !== '' && !this.#isPasting;
  }

  feed(text: string): Key[] {
    this.#rest += text;
    const keys: Key[] = [];
    while (this.#rest !== '') {
      const taken = this.#isPasting ? this.#skipPaste() : this.#take(keys);
      if (taken === 0) break;
      this.#rest = this.#rest.slice(taken);
    }
    return keys;
  }

  /** Nothing more came: a waiting Escape was the key itself. */
  flush(): Key[] {
    if (!this.isWaiting) return [];
    const isEscape = this.#rest === '\u001B';
    this.#rest = '';
    return [{ name: isEscape ? 'escape' : 'unknown', text: '' }];
  }

  #skipPaste(): number {
    const end = this.#rest.indexOf(PASTE_END);
    if (end >= 0) {
      this.#isPasting = false;
      return end + PASTE_END.length;
    }
    // The end itself may be cut in two.
    return Math.max(0, this.#rest.length - PASTE_END.length);
  }

  #take(keys: Key[]): number {
    const text = this.#rest;
    if (text.startsWith(PASTE_START)) {
      this.#isPasting = true;
      return PASTE_START.length;
    }
    if (!text.startsWith('\u001B')) {
      const sign = String.fromCodePoint(text.codePointAt(0) ?? 0);
      keys.push(keyOf(sign));
      return sign.length;
    }
    if (text.startsWith('\u001B\u001B')) {
      keys.push({ name: 'escape', text: '' });
      return 1;
    }
    if (PARTIAL.test(text)) return 0;
    const match = SEQUENCE.exec(text);
    if (match === null) {
      keys.push({ name: 'escape', text: '' });
      return 1;
    }
    keys.push({ name: sequenceName(match.groups ?? {}), text: '' });
    return match[0].length;
  }
}

function keyOf(sign: string): Key {
  const name = CONTROL[sign];
  if (name !== undefined) return { name, text: '' };
  return sign < ' ' ? { name: 'unknown', text: '' } : { name: 'char', text: sign };
}

function sequenceName(groups: Partial<Record<string, string>>): KeyName {
  const { csi, final, ss3 } = groups;
  if (ss3 !== undefined) return ss3 === 'M' ? 'enter' : (FINAL[ss3] ?? 'unknown');
  if (final === '~') return TILDE[(csi ?? '').split(';', 1)[0] ?? ''] ?? 'unknown';
  return FINAL[final ?? ''] ?? 'unknown';
}
