import { Instrumenter } from '@stryker-mutator/instrumenter';

/** One small change of a text, as Stryker makes them. */
export interface Mutant {
  /** Its number within the file, from 1; stays as long as the file does. */
  readonly number: number;
  /** Where it begins, from 1. */
  readonly line: number;
  readonly column: number;
  /** What kind of change: `EqualityOperator`. */
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
  /** The whole text with the change made. */
  readonly text: string;
  /** It changes the wording of an error or the name of a goroutine, which no kata prescribes. */
  readonly isWording: boolean;
}

interface SyntaxNode {
  readonly type: string;
  readonly [field: string]: unknown;
}

interface SyntaxPath {
  readonly node: SyntaxNode;
  readonly parentPath: SyntaxPath | null;
}

/** These put an operator where another expression stood: without brackets it could bind differently. */
const BINDS = new Set([
  'LogicalOperator',
  'ArithmeticOperator',
  'EqualityOperator',
  'AssignmentOperator',
  'BooleanLiteral',
]);
const WORDING = 'wording';

/** Every mutant of a text, in the order of their places. They are not judged and some may not even parse. */
export async function mutantsOf(text: string): Promise<Mutant[]> {
  const { mutants } = await new Instrumenter(silentLogger()).instrument(
    [{ name: 'solution.ts', content: text, mutate: true }],
    {
      plugins: null,
      excludedMutations: [],
      ignorers: [
        { shouldIgnore: (path) => (isWording(path as unknown as SyntaxPath) ? WORDING : undefined) },
      ],
    },
  );
  const starts = lineStarts(text);
  const offset = (at: { line: number; column: number }): number => (starts[at.line] ?? 0) + at.column;
  return mutants
    .map(({ location, mutatorName, replacement, statusReason }) => ({
      from: offset(location.start),
      to: offset(location.end),
      line: location.start.line + 1,
      column: location.start.column + 1,
      mutator: mutatorName,
      replacement: replacement ?? '',
      isWording: statusReason === WORDING,
    }))
    .toSorted((a, b) => a.from - b.from || a.to - b.to)
    .map(({ from, to, ...mutant }, index) => ({
      ...mutant,
      number: index + 1,
      original: text.slice(from, to),
      text: text.slice(0, from) + bracketed(mutant) + text.slice(to),
    }));
}

function bracketed({ mutator, replacement }: { mutator: string; replacement: string }): string {
  return BINDS.has(mutator) ? `(${replacement})` : replacement;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** A literal that says something to people: an error's message or name, the name of a goroutine or a channel. */
function isWording(path: SyntaxPath): boolean {
  if (path.node.type !== 'StringLiteral' && path.node.type !== 'TemplateLiteral') return false;
  let inner = path;
  for (let outer = path.parentPath; outer; inner = outer, outer = outer.parentPath) {
    const { node } = outer;
    switch (node.type) {
      case 'NewExpression': {
        const callee = nameOf(node['callee']);
        return isError(callee) || (callee === 'Chan' && argumentAt(node, 1) === inner.node);
      }
      case 'CallExpression':
        if ((node['callee'] as SyntaxNode).type === 'Super') return isInErrorClass(outer);
        return nameOf(node['callee']) === 'go' && argumentAt(node, 0) === inner.node && hasSecond(node);
      case 'ClassProperty':
        return nameOf(node['key']) === 'name' && isInErrorClass(outer);
      case 'BinaryExpression':
      case 'ConditionalExpression':
      case 'TemplateLiteral':
        if (node['test'] === inner.node) return false;
        break;
      default:
        return false;
    }
  }
  return false;
}

function isInErrorClass(path: SyntaxPath): boolean {
  for (let outer = path.parentPath; outer; outer = outer.parentPath)
    if (outer.node.type === 'ClassDeclaration' || outer.node.type === 'ClassExpression')
      return isError(nameOf(outer.node['superClass']));
  return false;
}

function argumentAt(node: SyntaxNode, index: number): unknown {
  return (node['arguments'] as readonly unknown[])[index];
}

function hasSecond(node: SyntaxNode): boolean {
  return argumentAt(node, 1) !== undefined;
}

/** `x` of `x`, `a.x` and `this.#x`. */
function nameOf(node: unknown): string {
  const { type, name, property, id } = (node ?? {}) as SyntaxNode;
  if (type === 'Identifier') return String(name);
  if (type === 'MemberExpression') return nameOf(property);
  if (type === 'PrivateName') return nameOf(id);
  return '';
}

function isError(name: string): boolean {
  return name.endsWith('Error');
}

type Logger = ConstructorParameters<typeof Instrumenter>[0];

/** Stryker wants somebody to talk to. */
function silentLogger(): Logger {
  const no = (): boolean => false;
  const nothing = (): void => {};
  return {
    isTraceEnabled: no,
    isDebugEnabled: no,
    isInfoEnabled: no,
    isWarnEnabled: no,
    isErrorEnabled: no,
    isFatalEnabled: no,
    trace: nothing,
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    fatal: nothing,
  };
}
