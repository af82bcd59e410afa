import { createHmac } from "node:crypto";
import { getSignedCookie, setSignedCookie } from "hono/cookie";
import type { Deps } from "../../deps.ts";
import type { Web } from "./context.ts";

/** This browser was opened with a link of the terminal: it may use the development sign-in. */
const COOKIE = "pulse-browser";
const MAX_AGE_S = 180 * 24 * 3600;
const OPTIONS = { prefix: "host", httpOnly: true, sameSite: "Lax", secure: true, path: "/" } as const;

export async function rememberBrowser(c: Web, deps: Deps): Promise<void> {
  const until = String(deps.clock().getTime() + MAX_AGE_S * 1000);
  await setSignedCookie(c, COOKIE, until, secretOf(deps), { ...OPTIONS, maxAge: MAX_AGE_S });
}

/** Signed with the data folder's key, so that it holds over restarts; a browser's word for a cookie's age is not taken. */
export async function knowsBrowser(c: Web, deps: Deps): Promise<boolean> {
  const until = await getSignedCookie(c, secretOf(deps), COOKIE, "host");
  return Boolean(until) && Number(until) > deps.clock().getTime();
}

/** A key of its own: what one key signs for one purpose must mean nothing for another. */
const secretOf = ({ settings }: Deps): string =>
  createHmac("sha256", settings.tokenKey).update("development browser").digest("hex");
