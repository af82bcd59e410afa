const LOOK_EVERY_MS = 25;
/** The one patience of the suite, beside any other work of the machine: only what hangs takes so long. */
export const PATIENCE_MS = 180_000;
/** What a whole test or hook may take: more, so that `until` says what there was not. */
export const TEST_MS = 300_000;

/**
 * Looks until there is something to see. How long that may take is a limit, never a wait.
 *
 * @param what Completes "There was no …" when the time is over.
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  withinMs = PATIENCE_MS,
): Promise<Exclude<T, undefined | null | false>> {
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    // Safe: what is left out of the type was just looked at.
    if (seen !== undefined && seen !== null && seen !== false) return seen as Exclude<T, undefined | null | false>;
    if (Date.now() > giveUpAt) throw new Error(`There was no ${what} within ${withinMs} ms.`);
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
}
