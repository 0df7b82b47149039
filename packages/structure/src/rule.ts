import { ts } from 'ts-morph';
import type { Finding, Place } from './finding.ts';
import { placeOf } from './node.ts';
import type { RuleId, RuleSpec } from './rule-spec.ts';
import type { Source } from './source.ts';
import type { Text } from './text.ts';

/** The specification of one rule. */
export type SpecOf<Id extends RuleId> = Extract<RuleSpec, { rule: Id }>;

/** Where a rule is broken, and what to say about it. */
export interface Breach {
  readonly at: ts.Node | Place;
  readonly message: Text;
  readonly hint: Text;
}

export interface Rule<Id extends RuleId> {
  readonly id: Id;
  /** What the rule asks, told for these options. */
  readonly sentence: (spec: SpecOf<Id>) => Text;
  /** Why it asks, where the kata gives no reason of its own. */
  readonly why: Text;
  readonly check: (spec: SpecOf<Id>, source: Source) => Iterable<Breach>;
}

/** Makes findings of breaches: in the order of the text, each place once. */
export function findingsOf<Id extends RuleId>(
  rule: Rule<Id>,
  spec: SpecOf<Id>,
  source: Source,
): readonly Finding[] {
  const byPlace = new Map<string, Finding>();
  const shared = { rule: rule.id, sentence: rule.sentence(spec), why: spec.why ?? rule.why };
  for (const { at, message, hint } of rule.check(spec, source)) {
    const place = 'line' in at ? at : placeOf(at);
    const key = `${place.line}:${place.column}`;
    if (!byPlace.has(key)) byPlace.set(key, { ...shared, message, hint, place });
  }
  return [...byPlace.values()].toSorted(
    (a, b) => a.place.line - b.place.line || a.place.column - b.place.column,
  );
}

/** Names as a sentence lists them. */
export function listed(names: readonly string[]): Text {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.at(-1) ?? '';
  const en = quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} or ${last}`;
  return { en, zh: quoted.join('、') };
}
