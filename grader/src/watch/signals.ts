const CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Hears the signals that ask a program to leave.
 * @param leave - called with the exit code that the signal stands for
 * @returns stops hearing them: the next one ends the process at once
 */
export function hearSignals(leave: (code: number) => void): () => void {
  const heard = Object.entries(CODES).map(([name, code]) => {
    const hear = (): void => leave(code);
    process.on(name as NodeJS.Signals, hear);
    return () => process.off(name, hear);
  });
  return () => {
    for (const stop of heard) stop();
  };
}
