import type { Finding } from '../finding.ts';
import { findingsOf, type Rule } from '../rule.ts';
import type { RuleId, RuleSpec } from '../rule-spec.ts';
import type { Source } from '../source.ts';
import type { Text } from '../text.ts';
import { complexity } from './complexity.ts';
import { imports } from './imports.ts';
import { mustCall } from './must-call.ts';
import { noBuiltins } from './no-builtins.ts';
import { noBusyWait } from './no-busy-wait.ts';
import { noCalls } from './no-calls.ts';
import { noDictionary } from './no-dictionary.ts';
import { noLinearSearch } from './no-linear-search.ts';
import { noModuleState } from './no-module-state.ts';
import { noSortOnRead } from './no-sort-on-read.ts';
import { noTestSniffing } from './no-test-sniffing.ts';
import { noTypeEscape } from './no-type-escape.ts';
import { sharedThroughAtomics } from './shared-through-atomics.ts';

const RULES: { readonly [Id in RuleId]: Rule<Id> } = {
  'no-builtins': noBuiltins,
  imports,
  'no-calls': noCalls,
  'must-call': mustCall,
  'no-dictionary': noDictionary,
  'no-type-escape': noTypeEscape,
  'no-test-sniffing': noTestSniffing,
  'no-module-state': noModuleState,
  complexity,
  'no-linear-search': noLinearSearch,
  'no-sort-on-read': noSortOnRead,
  'shared-through-atomics': sharedThroughAtomics,
  'no-busy-wait': noBusyWait,
};

/** What one rule finds in a source. */
export function checkRule(spec: RuleSpec, source: Source): readonly Finding[] {
  return findingsOf(ruleOf(spec), spec, source);
}

/** A rule told for people: what it asks with these options, and why. Needs no source. */
export function describeRule(spec: RuleSpec): { readonly sentence: Text; readonly why: Text } {
  const rule = ruleOf(spec);
  return { sentence: rule.sentence(spec), why: spec.why ?? rule.why };
}

/** The table pairs each id with the rule of that id, which the type of a lookup can't say. */
function ruleOf(spec: RuleSpec): Rule<RuleId> {
  return RULES[spec.rule] as Rule<RuleId>;
}
