import { readdirSync, readFileSync } from 'node:fs';
import { createInspector } from './inspector.ts';
import type { RuleSpec } from './rule-spec.ts';

const inspector = createInspector();

/** Findings of one rule in a text, each as `line:column message`. */
export function found(rule: RuleSpec, text: string): readonly string[] {
  return foundBy([rule], text).map((one) => one.slice(one.indexOf(' ') + 1));
}

/** Findings of several rules in a text, each as `rule line:column message`; throws where the text has an error. */
export function foundBy(rules: readonly RuleSpec[], text: string): readonly string[] {
  const { syntax, findings } = inspector.inspect({ text, rules, exports: [] });
  const [problem] = syntax;
  if (problem !== undefined) throw new Error(`line ${problem.place.line}: ${problem.message}\n${text}`);
  return findings
    .flat()
    .map(({ rule, place, message }) => `${rule} ${place.line}:${place.column} ${message.en}`);
}

export interface Fixture {
  readonly name: string;
  readonly text: string;
}

/** The complete solutions of a folder under `fixtures/`. */
export function fixtures(folder: string): readonly Fixture[] {
  const dir = new URL(`../fixtures/${folder}/`, import.meta.url);
  return readdirSync(dir).map((name) => ({ name, text: readFileSync(new URL(name, dir), 'utf8') }));
}

/** The rules that a typical kata of a collection asks for. */
export const TYPICAL: readonly RuleSpec[] = [
  { rule: 'no-builtins', names: ['Set', 'Map', 'WeakMap', 'WeakSet'] },
  { rule: 'no-dictionary' },
  { rule: 'no-calls', calls: ['JSON.stringify'] },
  { rule: 'no-module-state' },
  { rule: 'no-type-escape' },
  { rule: 'no-test-sniffing' },
  { rule: 'complexity', nesting: 4, branches: 12 },
  { rule: 'imports', allow: [] },
  ...['HashSet', 'InsertionMap', 'SortedMap'].map((of): RuleSpec => ({
    rule: 'no-linear-search',
    of,
    methods: ['has', 'add', 'delete', 'get', 'set', 'floor', 'ceiling', 'moveToEnd'],
  })),
];
