// jest's `expect` with the second argument that vitest's takes, which is a message only.
interface Expect {
  (actual: unknown): unknown;
}

export function lenient(real: Expect): object {
  const expect = (actual: unknown): unknown => real(actual);
  return Object.assign(expect, real, {
    fail: (message: string): never => {
      throw new Error(message);
    },
  });
}
