import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { SlackRefusal } from "../slack-refusal.ts";
import { SCOPES } from "../world.ts";

export type ApiEnv = { Bindings: HttpBindings };

/** What goes back: Slack says 200 to nearly everything, and the truth is in `ok`. */
export type Reply = { status: ContentfulStatusCode; body: Record<string, unknown>; retry_after_s?: number };

export function rateLimited(retry_after_s: number): Reply {
  return { status: 429, body: { ok: false, error: "ratelimited" }, retry_after_s };
}

export function refused({ error, more }: SlackRefusal): Reply {
  return { status: 200, body: { ok: false, error, ...more } };
}

export function send(c: Context<ApiEnv>, { status, body, retry_after_s }: Reply) {
  c.header("x-oauth-scopes", SCOPES.join(","));
  if (retry_after_s !== undefined) c.header("retry-after", String(retry_after_s));
  return c.json(body, status);
}
