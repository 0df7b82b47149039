/** The command was called in a way that can't work; its message tells the user what to do. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
