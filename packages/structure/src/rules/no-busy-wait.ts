import { ts } from 'ts-morph';
import { calledFrom } from '../method-closure.ts';
import { isCall, isFunctionNode, isLoop, walkLive } from '../node.ts';
import type { Rule } from '../rule.ts';
import type { Source } from '../source.ts';
import { constantOf } from '../value.ts';

const K = ts.SyntaxKind;

export const noBusyWait: Rule<'no-busy-wait'> = {
  id: 'no-busy-wait',
  sentence: () => ({
    en: 'No loop looks at shared memory again and again without `Atomics.wait` or `Atomics.pause`.',
    zh: '循环反复查看共享内存时，必须有 `Atomics.wait` 或 `Atomics.pause`。',
  }),
  why: {
    en: 'A thread that spins burns a core, and may keep the very thread from running that it waits for.',
    zh: '空转的线程白白占用一个核，甚至让它所等待的那个线程得不到运行。',
  },
  *check(_, source) {
    for (const kind of [K.WhileStatement, K.DoStatement, K.ForStatement]) {
      for (const node of source.scopes.nodes(kind)) {
        if (!isLoop(node) || isCounted(node) || !source.liveness.isLive(node) || !isSpinning(node, source))
          continue;
        yield {
          at: node.getFirstToken() ?? node,
          message: {
            en: 'This loop looks again and again and never rests.',
            zh: '这个循环不停地查看，从不休息。',
          },
          hint: {
            en: 'Sleep with `Atomics.wait` until the word changes; where it will change at once, `Atomics.pause()` in the loop will do.',
            zh: '用 `Atomics.wait` 睡到那个字改变为止；如果马上就会改变，在循环里加 `Atomics.pause()` 即可。',
          },
        };
      }
    }
  },
};

/** `for (let at = 0; at < end; at++)` comes to its end by itself. */
function isCounted(loop: ts.IterationStatement): boolean {
  if (!ts.isForStatement(loop) || loop.incrementor === undefined || loop.condition === undefined)
    return false;
  const { condition, incrementor } = loop;
  if (!ts.isBinaryExpression(condition)) return false;
  const operator = condition.operatorToken.kind;
  const isRelation =
    operator === K.LessThanToken ||
    operator === K.LessThanEqualsToken ||
    operator === K.GreaterThanToken ||
    operator === K.GreaterThanEqualsToken;
  return isRelation && !isCall(incrementor);
}

/** Not so a body that leaves the loop at its end and nowhere begins it again. */
function goesRound(body: ts.Statement): boolean {
  const last = ts.isBlock(body) ? body.statements.at(-1) : body;
  const isLeft =
    last !== undefined &&
    (ts.isReturnStatement(last) || ts.isThrowStatement(last) || ts.isBreakStatement(last));
  let isContinued = false;
  walkLive(body, (node) => {
    isContinued ||= ts.isContinueStatement(node);
  });
  return !isLeft || isContinued;
}

/** What a loop does to shared memory, itself and through what it calls. */
interface Doings {
  loads: number;
  /** Waits for a change that others must make: a lock that is taken from a fixed value. */
  takes: number;
  rests: number;
  /** Somebody else got on when it fails. */
  retries: number;
}

function isSpinning(loop: ts.IterationStatement, source: Source): boolean {
  if (!goesRound(loop.statement)) return false;
  const whole = doingsIn(loop, source);
  if (whole.rests > 0 || whole.retries > 0) return false;
  if (whole.takes > 0) return true;
  if (whole.loads === 0) return false;
  // Two words are read until they belong together: that ends as soon as nobody else gets on.
  return whole.loads < 2 || doingsIn(loop.statement, source).loads === 0;
}

function doingsIn(piece: ts.Node, source: Source): Doings {
  const doings: Doings = { loads: 0, takes: 0, rests: 0, retries: 0 };
  const look = (node: ts.Node): void => {
    if (isCall(node) && node.arguments !== undefined) count(node, doings, source);
  };
  walkLive(piece, look);
  for (const called of calledFrom(piece, source)) {
    if (called.body !== undefined) walkLive(called.body, (node) => !isFunctionNode(node) && look(node));
  }
  return doings;
}

function count(call: ts.CallExpression | ts.NewExpression, doings: Doings, source: Source): void {
  for (const value of source.evaluation.evaluate(call.expression)) {
    if (value.kind !== 'global' || !value.path.startsWith('Atomics.')) continue;
    switch (value.path) {
      case 'Atomics.load':
        doings.loads += 1;
        break;
      case 'Atomics.wait':
      case 'Atomics.waitAsync':
      case 'Atomics.pause':
        doings.rests += 1;
        break;
      case 'Atomics.compareExchange': {
        const expected = call.arguments?.[2];
        const isFixed =
          expected !== undefined && constantOf(source.evaluation.evaluate(expected)) !== undefined;
        if (isFixed) doings.takes += 1;
        else doings.retries += 1;
        break;
      }
      case 'Atomics.exchange':
      case 'Atomics.or':
        doings.takes += 1;
        break;
    }
  }
}
