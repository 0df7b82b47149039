import { addAfterWait } from './add-after-wait.ts';
import { bargingLock } from './barging-lock.ts';
import { busySelect } from './busy-select.ts';
import { cancelledWaiter } from './cancelled-waiter.ts';
import { checkAwaitAct } from './check-await-act.ts';
import { counterAcrossAwait } from './counter-across-await.ts';
import { crossedSends } from './crossed-sends.ts';
import { doubleClose } from './double-close.ts';
import { dropOnClose } from './drop-on-close.ts';
import type { ZooEntry } from './entry.ts';
import { firstAnswer } from './first-answer.ts';
import { floatingPromise } from './floating-promise.ts';
import { forgottenUnlock } from './forgotten-unlock.ts';
import { leftTimer } from './left-timer.ts';
import { lockOrder } from './lock-order.ts';
import { lostError } from './lost-error.ts';
import { lostWakeUp } from './lost-wake-up.ts';
import { missedCancellation } from './missed-cancellation.ts';
import { poolTimeout } from './pool-timeout.ts';
import { publishBeforeWrite } from './publish-before-write.ts';
import { racedInit } from './raced-init.ts';
import { recursiveReadLock } from './recursive-read-lock.ts';
import { releasedTwice } from './released-twice.ts';
import { sameTurn } from './same-turn.ts';
import { sendOnClosed } from './send-on-closed.ts';
import { timerStopRace } from './timer-stop-race.ts';
import { wokenByIf } from './woken-by-if.ts';

/** Programs of goroutines, each with a known mistake and without it. */
export const zoo: readonly ZooEntry[] = [
  addAfterWait,
  bargingLock,
  busySelect,
  cancelledWaiter,
  checkAwaitAct,
  counterAcrossAwait,
  crossedSends,
  doubleClose,
  dropOnClose,
  firstAnswer,
  floatingPromise,
  forgottenUnlock,
  leftTimer,
  lockOrder,
  lostError,
  lostWakeUp,
  missedCancellation,
  poolTimeout,
  publishBeforeWrite,
  racedInit,
  recursiveReadLock,
  releasedTwice,
  sameTurn,
  sendOnClosed,
  timerStopRace,
  wokenByIf,
];
