import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { PEOPLE } from "../world.ts";

export const VIEWER_COOKIE = "demo_slack_as";

/** Whose eyes and hands these are: Mira's, until someone else is chosen. */
export function viewerOf(c: Context): string {
  const chosen = getCookie(c, VIEWER_COOKIE);
  return PEOPLE.find(({ id }) => id === chosen)?.id ?? "U0MIRA";
}
