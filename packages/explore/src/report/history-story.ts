import { callText } from '../linearize/judge-history.ts';
import type { NoOrder } from '../linearize/no-order.ts';
import { isPending, type Operation } from '../linearize/operation.ts';
import { showValue } from '../linearize/value.ts';
import type { StoryHistory, StoryOperation } from './story.ts';

/** Of a history with more calls than this, only those that contradict each other are shown. */
const MOST_CALLS = 16;

/** Tells why a history has no order. */
export function historyStory(history: readonly Operation[], why: NoOrder): StoryHistory {
  const known = history.filter(({ call }) => call <= why.at.return);
  const shown = known.length <= MOST_CALLS ? known : why.conflict;
  return {
    operations: shown.map((operation) => operationStory(operation, why)),
    order: why.deadEnd.order.map((operation) => `${callText(operation)}${answerSuffix(operation)}`),
    ...(why.deadEnd.state === undefined ? {} : { state: why.deadEnd.state }),
    misfits: why.deadEnd.rejected.map(({ operation, expected }) => ({
      call: callText(operation),
      ...answerOf(operation),
      ...(expected === undefined ? {} : { expected }),
    })),
    ...(why.part === undefined ? {} : { part: why.part }),
  };
}

function operationStory(operation: Operation, why: NoOrder): StoryOperation {
  // What returns after the break had not answered yet when the contradiction was there.
  const isOpen = operation.return > why.at.return;
  return {
    who: operation.task,
    call: callText(operation),
    ...(isOpen ? {} : answerOf(operation)),
    from: operation.call,
    ...(isPending(operation) ? {} : { to: operation.return }),
    isConflict: why.conflict.includes(operation),
    isBreaking: operation === why.at,
  };
}

function answerOf({ result, error }: Operation): { readonly answer?: string } {
  if (error !== undefined) return { answer: `error: ${error}` };
  return result === undefined ? {} : { answer: showValue(result) };
}

function answerSuffix(operation: Operation): string {
  const { answer } = answerOf(operation);
  return answer === undefined ? '' : ` → ${answer}`;
}
