/** The explorer takes an error of this name for a verdict, in whatever goroutine it is thrown. */
class ExpectationError extends Error {
  override readonly name = 'AssertionError';
}

/** Fails with a sentence where `holds` is false. */
export function must(holds: boolean, sentence: string): void {
  if (!holds) throw new ExpectationError(sentence);
}

/** Fails where `actual` is not `expected`; arrays and plain objects are compared by their JSON. */
export function same(actual: unknown, expected: unknown, what: string): void {
  if (Object.is(actual, expected)) return;
  const [got, wanted] = [shown(actual), shown(expected)];
  must(isPlain(actual) && isPlain(expected) && got === wanted, `${what}: expected ${got} to be ${wanted}`);
}

/** What the promise is rejected with; fails where it is not. */
export async function rejection(promise: Promise<unknown>, what: string): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new ExpectationError(`${what} should have been rejected`);
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

function shown(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value === 'number' || value === undefined) return String(value);
  return JSON.stringify(value);
}
