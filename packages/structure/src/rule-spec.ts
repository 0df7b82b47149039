import type { Text } from './text.ts';

/**
 * What a kata asks of the source, as plain data: a kata file names a rule and its options, so reading it costs
 * no parser, and the specification can be sent to another thread.
 */
export type RuleSpec =
  /** None of these builtins is reached, under whatever name: by symbol and by value flow, not by spelling. */
  | { readonly rule: 'no-builtins'; readonly names: readonly string[]; readonly why?: Text }
  /** Nothing is imported (statically, dynamically or by `require`) beyond these specifiers. */
  | { readonly rule: 'imports'; readonly allow: readonly string[]; readonly why?: Text }
  /** None of these functions is called, e.g. `JSON.stringify`, `setTimeout`, `.sort` (a method of anything). */
  | { readonly rule: 'no-calls'; readonly calls: readonly string[]; readonly why?: Text }
  /** Each of these is called at least once, e.g. `Atomics.compareExchange`, `select`. */
  | { readonly rule: 'must-call'; readonly calls: readonly string[]; readonly why?: Text }
  /** No plain object, array with string keys or `Record` serves as a dictionary. */
  | { readonly rule: 'no-dictionary'; readonly why?: Text }
  /** `any`, `as unknown as`, `@ts-ignore` and friends stay within a budget (default 2). */
  | { readonly rule: 'no-type-escape'; readonly budget?: number; readonly why?: Text }
  /** The source does not ask whether it is being graded. */
  | { readonly rule: 'no-test-sniffing'; readonly why?: Text }
  /** No mutable state at module level or in static fields: instances must not meet through it. */
  | { readonly rule: 'no-module-state'; readonly why?: Text }
  /** Each function stays below these; `nesting` counts blocks, `branches` decision points. */
  | { readonly rule: 'complexity'; readonly nesting: number; readonly branches: number; readonly why?: Text }
  /** These methods do not search linearly, themselves or through methods and functions they call. */
  | {
      readonly rule: 'no-linear-search';
      readonly of: string;
      readonly methods: readonly string[];
      readonly why?: Text;
    }
  /** Memory that threads share is read and written through `Atomics` only; in these functions nobody shares it yet. */
  | { readonly rule: 'shared-through-atomics'; readonly except?: readonly string[]; readonly why?: Text }
  /** No loop looks at shared memory again and again without `Atomics.wait` or `Atomics.pause`. */
  | { readonly rule: 'no-busy-wait'; readonly why?: Text }
  /** These methods sort and copy nothing, themselves or through methods and functions they call. */
  | {
      readonly rule: 'no-sort-on-read';
      readonly of: string;
      readonly methods: readonly string[];
      readonly why?: Text;
    };

/** The id of a rule, as findings carry it. */
export type RuleId = RuleSpec['rule'];
