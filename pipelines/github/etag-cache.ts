type Kept = { etag: string; value: unknown };
type Headers = { etag?: string; link?: string };
type Answer = { data: unknown; headers: Headers };

const MOST_KEPT = 100;

/** Answers that GitHub may confirm with 304, which costs nothing of the rate limit. The least recently used goes first. */
export function createEtagCache() {
  const kept = new Map<string, Kept>();

  /**
   * @param ask Makes the request, with `if-none-match` when there is something to confirm.
   * @param trim Keeps of the answer what is needed; throws when the answer is broken, and then nothing is kept.
   */
  return async function read<T>(
    key: string,
    ask: (headers: { "if-none-match"?: string }) => Promise<Answer>,
    trim: (data: unknown, headers: Headers) => T,
  ): Promise<T> {
    const before = kept.get(key);
    try {
      const { data, headers } = await ask(before ? { "if-none-match": before.etag } : {});
      const value = trim(data, headers);
      if (headers.etag) keep(key, { etag: headers.etag, value });
      return value;
    } catch (error) {
      if (!before || !isNotModified(error)) throw error;
      keep(key, before);
      // Safe: what is kept under a key was made by this key's `trim`.
      return before.value as T;
    }
  };

  function keep(key: string, entry: Kept): void {
    kept.delete(key);
    kept.set(key, entry);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  }
}

function isNotModified(error: unknown): boolean {
  return error instanceof Error && "status" in error && error.status === 304;
}
