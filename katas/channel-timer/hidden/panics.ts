import { NativeRuntime, setRuntime } from '@katas/goroutine';

/** What goroutines that were started in `body` have thrown. */
export async function panicsOf(body: () => Promise<void>): Promise<string[]> {
  const panics: string[] = [];
  const before = setRuntime(
    new NativeRuntime({
      onPanic: ({ error }) => void panics.push(error instanceof Error ? error.message : String(error)),
    }),
  );
  try {
    await body();
  } finally {
    setRuntime(before);
  }
  return panics;
}
