import type { Handler } from "../page/context.ts";
import type { WebDeps } from "../page/page.ts";
import type { RouteName } from "../page/rights.ts";

/** Names of the workspace's own emoji, for whoever types one; none where nobody says. */
export function emojiRoutes({ pickers }: WebDeps) {
  return {
    "GET /emoji": async (c) => {
      const own = await pickers.emoji();
      c.header("cache-control", "private, max-age=60");
      return c.json([...(own?.names ?? [])]);
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}
