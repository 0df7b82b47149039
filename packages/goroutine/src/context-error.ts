/** Why a context has ended, or why it cannot be made. */
export class ContextError extends Error {
  override readonly name: string = 'ContextError';

  constructor(message: string) {
    super(`context: ${message}`);
  }
}

/** A context was cancelled before its work was done. */
export class CanceledError extends Error {
  override readonly name = 'CanceledError';

  constructor() {
    super('context canceled');
  }
}

/** A context's time was over before its work was done. */
export class DeadlineExceededError extends Error {
  override readonly name = 'DeadlineExceededError';

  constructor() {
    super('context deadline exceeded');
  }
}

/** The `err()` of every context that was cancelled: one object, as in Go. */
export const canceled: CanceledError = withoutStack(new CanceledError());

/** The `err()` of every context whose deadline has passed: one object, as in Go. */
export const deadlineExceeded: DeadlineExceededError = withoutStack(new DeadlineExceededError());

// The stack of something made while modules were loaded would lead readers astray.
function withoutStack<E extends Error>(error: E): E {
  Object.defineProperty(error, 'stack', { value: `${error.name}: ${error.message}` });
  return error;
}
