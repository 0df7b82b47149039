// What programs see as `context.withCancel` and so on.
export {
  afterFunc,
  background,
  cause,
  todo,
  withCancel,
  withCancelCause,
  withDeadline,
  withoutCancel,
  withTimeout,
  withValue,
} from './context.ts';
export { canceled, deadlineExceeded } from './context-error.ts';
export { signalOf, withSignal } from './context-signal.ts';
