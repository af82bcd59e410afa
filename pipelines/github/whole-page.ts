/** One page as GitHub sends it. */
type Page<T> = { items: T[]; more: boolean };

/**
 * GitHub takes out of a page what it hides, so one may be short, or empty, though another follows: only its Link header tells. Such a
 * page is filled from the ones behind it, so that for whoever asks one that is not full is the last. What comes twice is the same.
 */
export async function wholePage<T>(
  { page, perPage }: { page: number; perPage: number },
  read: (page: number) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  for (let at = page; ; at += 1) {
    const one = await read(at);
    items.push(...one.items);
    if (items.length >= perPage || !one.more) return items;
  }
}

/** @source docs.github.com, "Using pagination in the REST API". */
export function hasNext(link: string | undefined): boolean {
  return link?.includes('rel="next"') ?? false;
}
