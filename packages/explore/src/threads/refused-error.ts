/** The program does what can't be explored in this way; nothing is said about whether it is right. */
export class RefusedError extends Error {
  override name = 'RefusedError';
  /** Real threads may still be able to run it. */
  readonly isReplayOnly: boolean;

  constructor(reason: string, isReplayOnly = false) {
    super(reason);
    this.isReplayOnly = isReplayOnly;
  }
}
