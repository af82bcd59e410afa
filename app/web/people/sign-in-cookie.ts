import { createHmac } from "node:crypto";
import { deleteCookie, getSignedCookie, setSignedCookie } from "hono/cookie";
import { z } from "zod";
import type { Deps } from "../../deps.ts";
import type { Pending } from "../../ports/open-id.ts";
import type { Web } from "../page/context.ts";

const COOKIE = "pulse-sign-in";
/** A person finds their password within ten minutes, or begins again. */
const MAX_AGE_S = 600;
/** Lax: the provider sends people back by a link, and only a browser that began may end. */
const OPTIONS = { prefix: "host", httpOnly: true, sameSite: "Lax", secure: true, path: "/" } as const;

const shape = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  /** Milliseconds; a browser's word for a cookie's age is not taken. */
  until: z.number(),
});

export async function rememberPending(c: Web, deps: Deps, pending: Pending, next: string): Promise<void> {
  const value = JSON.stringify({ ...pending, next, until: deps.clock().getTime() + MAX_AGE_S * 1000 });
  const sealed = Buffer.from(value).toString("base64url");
  await setSignedCookie(c, COOKIE, sealed, secretOf(deps), { ...OPTIONS, maxAge: MAX_AGE_S });
}

/** Reads it once. Null: this browser began no sign-in, or too long ago. */
export async function takePending(c: Web, deps: Deps): Promise<{ pending: Pending; next: string } | null> {
  const sealed = await getSignedCookie(c, secretOf(deps), COOKIE, "host");
  deleteCookie(c, COOKIE, OPTIONS);
  if (!sealed) return null;
  // Signed by us, perhaps by an older version of us: what it does not hold was not begun.
  const read = shape.safeParse(parsedJson(Buffer.from(sealed, "base64url").toString()));
  if (!read.success) return null;
  const { next, until, ...pending } = read.data;
  return until > deps.clock().getTime() ? { pending, next } : null;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A key of its own: what one key signs for one purpose must mean nothing for another. */
const secretOf = ({ settings }: Deps): string =>
  createHmac("sha256", settings.tokenKey).update("sign-in cookie").digest("hex");
