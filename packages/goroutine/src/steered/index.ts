export { bubble, seeded } from './bubble.ts';
export { type Blocked, describeBlocked, type Goroutine, type Waiting } from './goroutine.ts';
export { DeadlockError, LeakError, StepLimitError } from './steered-error.ts';
export { Origin } from '../origin.ts';
export { Subjects } from './subjects.ts';
export {
  type Chooser,
  type Ready,
  type SteeredOptions,
  type SteeredRun,
  SteeredRuntime,
} from './steered-runtime.ts';
