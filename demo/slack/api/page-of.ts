import { SlackRefusal } from "../slack-refusal.ts";

/** One page of a list, and the cursor to the next: opaque to the caller, the position of its first item to us. */
export function pageOf<T>(all: readonly T[], limit: number, cursor: string | undefined) {
  const from = cursor ? positionOf(cursor) : 0;
  const next = from + limit < all.length ? Buffer.from(`next:${from + limit}`).toString("base64") : "";
  return { items: all.slice(from, from + limit), next, has_more: next !== "" };
}

/** @throws {SlackRefusal} `invalid_cursor` */
function positionOf(cursor: string): number {
  const [, position] = /^next:(\d+)$/.exec(Buffer.from(cursor, "base64").toString()) ?? [];
  if (position === undefined) throw new SlackRefusal("invalid_cursor");
  return Number(position);
}
