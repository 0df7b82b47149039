import { ts } from 'ts-morph';
import { returnsOf } from './call-values.ts';
import { classNamed, lineage } from './method-closure.ts';
import {
  ancestor,
  type ClassNode,
  type FunctionNode,
  isAccess,
  isCall,
  isClassNode,
  isFunctionNode,
  isLoop,
  isStatic,
  isWithin,
  thisHolder,
  unwrap,
  walkLive,
} from './node.ts';
import { scanOf } from './scan.ts';
import type { Binding } from './scope.ts';
import type { Source } from './source.ts';

const K = ts.SyntaxKind;

/** Tells expressions that stand for everything a collection holds from those that stand for one bucket or node of it. */
export interface Whole {
  isWhole(node: ts.Node): boolean;
  /** `this` of the collection, or of the one object that holds its elements. */
  isOwner(node: ts.Node): boolean;
}

export function wholeOf(name: string, source: Source): Whole {
  const owner = classNamed(name, source);
  return new Classifier(owner === undefined ? [] : lineage(owner, source), source);
}

/** Methods that give all elements again when they are called on all elements. */
const PASSES_ALL =
  /^(?:values|entries|keys|slice|filter|map|flat|flatMap|concat|reverse|toReversed|sort|toSorted|toArray|join|toString|splice|toSpliced|with|subarray|take|drop|fill|\[Symbol\.iterator\])$/;
const COPIES = [
  'Array.from',
  'Object.values',
  'Object.entries',
  'Object.keys',
  'Iterator.from',
  'Array.of',
  'Object.freeze',
];
const ALL_OF_OWNER = /^(?:values|keys|entries|toArray|\[Symbol\.iterator\])$/;

class Classifier implements Whole {
  readonly #source: Source;
  readonly #owners: ReadonlySet<ClassNode>;
  readonly #known = new Map<ts.Node, boolean>();
  readonly #returns = new Map<FunctionNode, boolean>();

  constructor(classes: readonly ClassNode[], source: Source) {
    this.#source = source;
    this.#owners = new Set([...classes, ...holdersOf(classes, source)]);
  }

  isOwner(node: ts.Node): boolean {
    const inner = unwrap(node);
    if (inner.kind === K.ThisKeyword) {
      const holder = thisHolder(inner);
      return (
        holder !== undefined &&
        isClassNode(holder.parent) &&
        !isStatic(holder) &&
        this.#owners.has(holder.parent)
      );
    }
    const values = this.#source.evaluation.evaluate(inner);
    return values.length > 0 && values.every((one) => one.kind === 'instance' && this.#owners.has(one.of));
  }

  isWhole(node: ts.Node): boolean {
    const inner = unwrap(node);
    const known = this.#known.get(inner);
    if (known !== undefined) return known;
    this.#known.set(inner, false);
    const whole = this.#compute(inner);
    this.#known.set(inner, whole);
    return whole;
  }

  #compute(node: ts.Node): boolean {
    if (this.isOwner(node)) return true;
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
      return this.#isWholeField(node);
    if (ts.isIdentifier(node)) return this.#isWholeName(node);
    if (ts.isArrayLiteralExpression(node)) {
      return node.elements.some((one) => ts.isSpreadElement(one) && this.isWhole(one.expression));
    }
    if (ts.isConditionalExpression(node)) return this.isWhole(node.whenTrue) || this.isWhole(node.whenFalse);
    if (ts.isBinaryExpression(node)) {
      const operator = node.operatorToken.kind;
      const passes =
        operator === K.QuestionQuestionToken || operator === K.BarBarToken || operator === K.CommaToken;
      return passes && (this.isWhole(node.left) || this.isWhole(node.right));
    }
    if (ts.isNewExpression(node))
      return (node.arguments ?? []).some((one) => this.isWhole(one)) && this.#isBuiltin(node);
    return ts.isCallExpression(node) && this.#isWholeCall(node);
  }

  /** `new Array(...this)` and `new Uint32Array(this.#hashes)` copy; an own class made of `this` is a view. */
  #isBuiltin(node: ts.NewExpression): boolean {
    return this.#source.evaluation.evaluate(node.expression).some((one) => one.kind === 'global');
  }

  /** `this.items`, not `this.buckets[i]`: an element of a field is a part. */
  #isWholeField(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): boolean {
    const keys = this.#source.evaluation.accessKeys(node);
    if (keys === undefined) return false;
    if (ts.isElementAccessExpression(node) && keys.every((key) => /^\d+$/.test(key))) return false;
    const base = unwrap(node.expression);
    if (this.isOwner(base)) return true;
    return isAccess(base) && this.isOwner(base.expression) && this.#isRecord(base);
  }

  /** `this.state`, when it is one record made with the object: its fields are the collection's own. */
  #isRecord(node: ts.Node): boolean {
    const values = this.#source.evaluation.evaluate(node);
    return (
      values.length > 0 &&
      values.every((one) => {
        if (one.kind !== 'object') return false;
        const maker = ancestor(
          one.node,
          (at): at is ts.Node => isFunctionNode(at) || ts.isPropertyDeclaration(at),
        );
        if (maker === undefined) return false;
        return ts.isPropertyDeclaration(maker) || ts.isConstructorDeclaration(maker);
      })
    );
  }

  #isWholeName(node: ts.Identifier): boolean {
    const binding = this.#source.scopes.referenceOf(node)?.binding;
    if (binding === undefined || binding.references.some((one) => one.write !== 'none')) {
      return binding !== undefined && this.#isCaptured(binding, node);
    }
    const [name] = binding.declarations;
    const declaration = name?.parent;
    if (declaration === undefined) return false;
    if (ts.isParameter(declaration)) return this.#isWholeParameter(declaration);
    if (ts.isBindingElement(declaration)) return this.#isTakenFromOwner(declaration);
    if (!ts.isVariableDeclaration(declaration)) return false;
    if (declaration.initializer !== undefined && this.isWhole(declaration.initializer)) return true;
    return this.#isCaptured(binding, node);
  }

  /** `const { items } = this`. */
  #isTakenFromOwner(node: ts.BindingElement): boolean {
    const holder = node.parent.parent;
    if (!ts.isVariableDeclaration(holder) || holder.initializer === undefined) return false;
    return ts.isObjectBindingPattern(node.parent) && this.isOwner(holder.initializer);
  }

  #isWholeParameter(node: ts.ParameterDeclaration): boolean {
    const owner = node.parent;
    if (!isFunctionNode(owner)) return false;
    const index = owner.parameters.indexOf(node);
    return this.#source.evaluation.callSites(owner).calls.some((call) => {
      const argument = call.arguments?.[index];
      return argument !== undefined && isFunctionNode(owner) && this.isWhole(argument);
    });
  }

  /** A list that a factory keeps for the functions it returns: its `items` is what `this.items` is to a class. */
  #isCaptured(binding: Binding, node: ts.Node): boolean {
    const maker = binding.scope.node;
    if (!isList(binding, this.#source)) return false;
    if (binding.scope.parent === undefined) {
      return this.#source.mutations.some(
        (one) => this.#source.scopes.referenceOf(unwrap(one.target))?.binding === binding,
      );
    }
    if (!isFunctionNode(maker)) return false;
    const user = ancestor(node, isFunctionNode);
    if (user === undefined || user === maker || isInlineCallback(user) || !isWithin(node, maker))
      return false;
    return isMadeOnce(maker, this.#source);
  }

  #isWholeCall(node: ts.CallExpression): boolean {
    const callee = unwrap(node.expression);
    const { evaluation } = this.#source;
    for (const value of evaluation.evaluate(callee)) {
      if (value.kind === 'function') return this.#givesAll(value.node);
      if (value.kind !== 'global') continue;
      const [first] = node.arguments;
      if (
        first !== undefined &&
        (COPIES.includes(value.path) || /\.prototype\.\w+\.call$/.test(value.path))
      ) {
        return this.isWhole(first);
      }
    }
    if (!isAccess(callee)) return false;
    const key = evaluation.accessKeys(callee)?.[0];
    if (key === undefined) return false;
    if (this.isOwner(callee.expression)) return ALL_OF_OWNER.test(key);
    if (isWindow(key, node.arguments)) return false;
    return PASSES_ALL.test(key) && this.isWhole(callee.expression);
  }

  /** Does an own function return, or yield, everything. */
  #givesAll(node: FunctionNode): boolean {
    const known = this.#returns.get(node);
    if (known !== undefined) return known;
    this.#returns.set(node, false);
    const all = this.#computeGivesAll(node);
    this.#returns.set(node, all);
    return all;
  }

  #computeGivesAll(node: FunctionNode): boolean {
    if (node.body === undefined) return false;
    if (node.asteriskToken === undefined) {
      return ts.isBlock(node.body)
        ? returnsOf(node.body).some((one) => this.isWhole(one))
        : this.isWhole(node.body);
    }
    let all = false;
    let visits = 0;
    walkLive(node.body, (at) => {
      if (isLoop(at) && yieldsIn(at)) all ||= scanOf(at, this, this.#source) !== undefined;
      if (ts.isYieldExpression(at) && at.asteriskToken !== undefined && at.expression !== undefined) {
        all ||= this.isWhole(at.expression);
        if (this.#isCallOf(at.expression, node)) visits += ancestor(at, isLoop) === undefined ? 1 : 2;
      }
      return !isFunctionNode(at);
    });
    // A generator that goes down both sides of a node, or down all of them, shows every node.
    return all || visits > 1;
  }

  #isCallOf(node: ts.Node, callee: FunctionNode): boolean {
    const call = unwrap(node);
    if (!ts.isCallExpression(call)) return false;
    return this.#source.evaluation
      .evaluate(call.expression)
      .some((one) => one.kind === 'function' && one.node === callee);
  }
}

/** `control.subarray(group, group + 8)` is one group of a table; from the very beginning it may be all. */
function isWindow(key: string, [from, to]: readonly ts.Expression[]): boolean {
  if ((key !== 'slice' && key !== 'subarray') || from === undefined || to === undefined) return false;
  return !ts.isNumericLiteral(unwrap(from));
}

function yieldsIn(loop: ts.Node): boolean {
  let yields = false;
  walkLive(loop, (at) => {
    if (ts.isYieldExpression(at)) yields = true;
    return !isFunctionNode(at);
  });
  return yields;
}

/** Is the name a list, by its type or by what is assigned to it. */
function isList(binding: Binding, source: Source): boolean {
  const [name] = binding.declarations;
  if (name === undefined || !ts.isVariableDeclaration(name.parent)) return false;
  if (
    source.evaluation
      .binding(binding)
      .some((one) => one.kind === 'array' || (one.kind === 'result' && /Array/.test(one.path)))
  ) {
    return true;
  }
  return (
    name.parent.initializer !== undefined && source.typing.shapeOf(name.parent.initializer).is === 'list'
  );
}

/** `list.some((x) => …)`: runs as part of the function around it. */
function isInlineCallback(node: FunctionNode): boolean {
  return isCall(node.parent) && (node.parent.arguments?.some((one) => one === node) ?? false);
}

/** A factory of the collection itself; one that makes buckets is called in loops, or handed on. */
function isMadeOnce(maker: FunctionNode, source: Source): boolean {
  const { calls, open } = source.evaluation.callSites(maker);
  if (ts.isConstructorDeclaration(maker)) return true;
  if (open) return calls.length === 0;
  return calls.every((call) => {
    const at = ancestor(
      call,
      (one): one is ts.Node =>
        isFunctionNode(one) || ts.isPropertyDeclaration(one) || ts.isIterationStatement(one, false),
    );
    return at === undefined || ts.isPropertyDeclaration(at) || ts.isConstructorDeclaration(at);
  });
}

/** Classes of which an owner makes one for itself, such as the table behind a set. */
function holdersOf(owners: readonly ClassNode[], source: Source): readonly ClassNode[] {
  const all = new Set(owners);
  const sites = source.scopes.nodes(K.NewExpression).flatMap((node) => {
    const [only] = source.evaluation.evaluate(node);
    return only?.kind === 'instance' ? [{ node, made: only.of }] : [];
  });
  for (let grew = true; grew;) {
    grew = false;
    for (const { made } of sites) {
      if (all.has(made)) continue;
      if (sites.every((one) => one.made !== made || isOwnField(one.node, all))) {
        all.add(made);
        grew = true;
      }
    }
  }
  return [...all];
}

/** `#table = new Table()` or `this.#table = new Table()` of an owner. */
function isOwnField(node: ts.Node, owners: ReadonlySet<ClassNode>): boolean {
  const { parent } = node;
  if (ts.isPropertyDeclaration(parent)) return isClassNode(parent.parent) && owners.has(parent.parent);
  if (!ts.isBinaryExpression(parent) || parent.operatorToken.kind !== K.EqualsToken) return false;
  const target = unwrap(parent.left);
  if (!isAccess(target) || target.expression.kind !== K.ThisKeyword) return false;
  const holder = thisHolder(target);
  if (holder === undefined || !isClassNode(holder.parent) || !owners.has(holder.parent)) return false;
  return ts.isConstructorDeclaration(holder) || holder.getText().startsWith('clear');
}
