import type { Fate, JudgedMutant } from './mutation.ts';

/** The mutants of one accepted solution and what became of them. */
export interface MutatedFile {
  /** Name within `accepted/`: `linked.ts`. */
  readonly file: string;
  readonly mutants: readonly JudgedMutant[];
}

export interface Score {
  readonly killed: number;
  readonly survived: number;
  /** Killed of those that count, from 0 to 1; 1 where there is nothing to kill. */
  readonly share: number;
}

/** At least this share must be killed. */
export const LEAST_SHARE = 0.9;
const KILLS: readonly Fate['kind'][] = ['test', 'rule', 'limit', 'throw'];
const SURVIVALS: readonly Fate['kind'][] = ['survived', 'unknown'];
const MAX_CODE = 160;

export function scoreOf(files: readonly MutatedFile[]): Score {
  const all = files.flatMap(({ mutants }) => mutants);
  const killed = all.filter(({ fate }) => KILLS.includes(fate.kind)).length;
  const survived = all.filter(({ fate }) => SURVIVALS.includes(fate.kind)).length;
  return { killed, survived, share: killed + survived === 0 ? 1 : killed / (killed + survived) };
}

/** `56 of 60 killed, 93.3 % (test 50, rule 3, limit 3)`. */
export function scoreLine(files: readonly MutatedFile[]): string {
  const { killed, survived, share } = scoreOf(files);
  const all = files.flatMap(({ mutants }) => mutants);
  const count = (kind: Fate['kind']): number => all.filter(({ fate }) => fate.kind === kind).length;
  const by = KILLS.filter((kind) => count(kind) > 0).map((kind) => `${kind} ${count(kind)}`);
  const aside = [
    ...(count('wording') > 0 ? [`${count('wording')} of texts left out`] : []),
    ...(count('invalid') > 0 ? [`${count('invalid')} do not parse`] : []),
  ];
  return [
    `${killed} of ${killed + survived} killed, ${(Math.floor(share * 1000) / 10).toFixed(1)} %`,
    ...(by.length > 0 ? [` (${by.join(', ')})`] : []),
    ...aside.map((text) => `; ${text}`),
  ].join('');
}

/** What is left to explain of a file, as lines for `mutants.md`. */
export function survivorLines({ file, mutants }: MutatedFile): string[] {
  return mutants
    .filter(({ fate }) => SURVIVALS.includes(fate.kind))
    .map(({ mutant, fate }) => {
      const unknown = fate.kind === 'unknown' ? ` no answer was reached: ${fate.by}` : '';
      return `- ${changeLine(file, mutant)}:${unknown}`;
    });
}

/** The mutants of messages and names of a file, which do not count. */
export function wordingLines({ file, mutants }: MutatedFile): string[] {
  return mutants
    .filter(({ fate }) => fate.kind === 'wording')
    .map(({ mutant }) => `- ${changeLine(file, mutant)}`);
}

function changeLine(
  file: string,
  { line, column, number, original, replacement }: JudgedMutant['mutant'],
): string {
  return `\`${file}:${line}:${column}\` (${number}) ${code(original)} → ${code(replacement)}`;
}

/** A piece of code in Markdown: one line, whatever quotes it has. */
function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const short =
    line.length > MAX_CODE ? `${line.slice(0, MAX_CODE / 2)} … ${line.slice(-MAX_CODE / 4)}` : line;
  if (short === '') return '*nothing*';
  return short.includes('`') ? `\`\` ${short} \`\`` : `\`${short}\``;
}
