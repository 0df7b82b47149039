export { Chan, close, type RecvChan, type SendChan } from './chan.ts';
export type { Recv } from './chan-core.ts';
export type { CancelCauseFunc, CancelFunc, Context } from './context.ts';
export { CanceledError, ContextError, DeadlineExceededError } from './context-error.ts';
export { setRuntime } from './current.ts';
export { ChanError, GoroutinePanicError, SyncError, TimeError } from './errors.ts';
export { go, gosched } from './go.ts';
export { Group } from './group.ts';
export { Mutex } from './mutex.ts';
export { NativeRuntime } from './native-runtime.ts';
export { Once } from './once.ts';
export type { Origin } from './origin.ts';
export type { Alarm, GoroutineStart, Op, Panic, Parked, Runtime } from './runtime.ts';
export { RWMutex } from './rw-mutex.ts';
export { select, type Selected, trySelect } from './select.ts';
export {
  type HandledCase,
  recv,
  type RecvCase,
  type SelectCase,
  send,
  type SendCase,
} from './select-case.ts';
export { type Permit, Semaphore } from './semaphore.ts';
export { signalNotify, type StopNotify } from './signal-notify.ts';
export type { FuncTimer, Ticker, Timer } from './time.ts';
export { WaitGroup } from './wait-group.ts';
export * as context from './context-namespace.ts';
export * as time from './time-namespace.ts';
