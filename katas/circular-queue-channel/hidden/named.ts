/**
 * Says which known mistake (a slug of `mistakes` in `kata.ts`) it looks like where an expectation in `body` does not hold;
 * an error of the solution's own is no signature of anything.
 * @throws whatever `body` threw
 */
export async function named(mistake: string, body: () => void | Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    if (error instanceof Error && error.name === 'AssertionError') Object.assign(error, { mistake });
    throw error;
  }
}
