import { MOST_PER_PAGE } from "./tool.ts";

export const MAX_PICKER_PAGES = 10;
export const MAX_FILE_PAGES = 30;

type Page = { page: number; perPage: number };

/** No Link headers come through MCP: a page that is not full is the last. One that was filled has some of the next. */
export async function allPages<T>(
  maxPages: number,
  keyOf: (item: T) => string,
  read: (page: Page) => Promise<T[]>,
): Promise<T[]> {
  const all = new Map<string, T>();
  for (let page = 1; page <= maxPages; page += 1) {
    const items = await read({ page, perPage: MOST_PER_PAGE });
    for (const item of items) all.set(keyOf(item), item);
    if (items.length < MOST_PER_PAGE) break;
  }
  return [...all.values()];
}
