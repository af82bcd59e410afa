import type { Handler } from "./context.ts";
import { page, type WebDeps } from "./page.ts";
import type { RouteName } from "./rights.ts";

export type KeysPages = { "keys/page": object };

/** The keys, where `?` cannot show them: without a script, and for whoever wants to read them at leisure. */
export function keysRoutes(deps: WebDeps<KeysPages>) {
  return {
    "GET /keys": (c) => page(c, deps, "keys/page", {}, { title: "Keys" }),
  } satisfies Partial<Record<RouteName, Handler>>;
}
