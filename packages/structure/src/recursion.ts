import { ts } from 'ts-morph';
import { type CallNode, type FunctionNode, isWithin, walkLive } from './node.ts';
import { type Asked, bindingsOf, type Related, spread, testsOf } from './relation.ts';
import { isFieldPath, linkPath } from './scan.ts';
import type { Binding } from './scope.ts';

/** A function that calls itself for the next index, or for the next link, and tests what it meets: a loop in disguise. */
export function recursesOverAll(node: FunctionNode, asked: Asked): boolean {
  const { calls } = asked.source.evaluation.callSites(node);
  const inner = calls.filter((one) => isWithin(one, node));
  const outer = calls.filter((one) => !isWithin(one, node));
  if (inner.length === 0 || node.body === undefined) return false;
  return node.parameters.some((parameter, index) => {
    const [binding] = bindingsOf(parameter.name, asked.source);
    if (binding === undefined) return false;
    const element = elementsAt(node, binding, { inner, outer, index }, asked);
    return element !== undefined && testsElement(node, element, binding, asked);
  });
}

interface Calls {
  readonly inner: readonly CallNode[];
  readonly outer: readonly CallNode[];
  /** Position of the parameter that moves on. */
  readonly index: number;
}

/** What stands for the element, if the parameter runs over everything. */
function elementsAt(node: FunctionNode, binding: Binding, calls: Calls, asked: Asked): Related | undefined {
  const next = calls.inner.map((call) => call.arguments?.[calls.index]);
  if (next.every((one) => one !== undefined && isStepOf(one, binding.name))) {
    const nodes = new Set<ts.Node>();
    walkLive(node, (at) => {
      if (!ts.isElementAccessExpression(at) || at.argumentExpression.getText() !== binding.name) return;
      if (asked.whole.isWhole(at.expression)) nodes.add(at);
    });
    return nodes.size > 0 ? { bindings: new Set(), nodes } : undefined;
  }
  const links = new Set(next.map((one) => (one === undefined ? undefined : linkPath(one, binding.name))));
  const starts = calls.outer.some((call) => {
    const start = call.arguments?.[calls.index];
    return start !== undefined && isFieldPath(start, asked.whole);
  });
  return starts && links.size === 1 && !links.has(undefined)
    ? { bindings: new Set([binding]), nodes: new Set() }
    : undefined;
}

function isStepOf(node: ts.Node, name: string): boolean {
  return ts.isBinaryExpression(node) && node.left.getText() === name && node.right.getText() === '1';
}

function testsElement(node: FunctionNode, element: Related, moving: Binding, asked: Asked): boolean {
  if (node.body === undefined) return false;
  spread(node.body, element, asked.source);
  const rest = [...asked.sought.bindings].filter((one) => one !== moving && !element.bindings.has(one));
  return (
    testsOf(node.body, element, {
      sought: { bindings: new Set(rest), nodes: new Set() },
      source: asked.source,
    }).length > 0
  );
}
