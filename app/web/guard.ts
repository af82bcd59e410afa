import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { personOf, webActor } from "../people/sign-in.ts";
import type { Deps } from "../deps.ts";
import { isPartial, wantsJson, type Handler, type Web } from "./context.ts";
import { Problem } from "../../webhooks/contract/problem.ts";

/** `__Host-pulse`: only ever this host's, only over a secure connection (browsers count loopback as one). */
const COOKIE = "pulse";
const OPTIONS = { prefix: "host", httpOnly: true, sameSite: "Lax", secure: true, path: "/" } as const;

export function rememberSession(c: Web, token: string, expires: Date): void {
  setCookie(c, COOKIE, token, { ...OPTIONS, expires });
}

export function forgetSession(c: Web): string | undefined {
  return deleteCookie(c, COOKIE, OPTIONS);
}

export const sessionToken = (c: Web): string | undefined => getCookie(c, COOKIE, "host");

/** Puts the person behind the cookie into the context, if there is one. */
export async function recognise(c: Web, deps: Deps): Promise<boolean> {
  const token = sessionToken(c);
  const person = token ? await personOf(deps, token) : undefined;
  if (!person) return false;
  c.set("person", person);
  c.set("actor", webActor(person));
  return true;
}

/** A handler for signed-in people; everyone else is sent to sign in and comes back afterwards. */
export function signedIn(deps: Deps, handle: Handler): Handler {
  return async (c) => ((await recognise(c, deps)) ? handle(c) : askToSignIn(c));
}

function askToSignIn(c: Web): Response {
  if (wantsJson(c)) throw new Problem("unauthorized", "You are not signed in.", "Sign in and try again.");
  const shown = isPartial(c) ? c.req.header("hx-current-url") : c.req.method === "GET" ? c.req.url : undefined;
  const here = new URL(shown ?? "/", c.req.url);
  const back = `${here.pathname}${here.search}`;
  const signIn = `/sign-in?next=${encodeURIComponent(back)}`;
  if (!isPartial(c)) return c.redirect(signIn, 302);
  c.header("hx-redirect", signIn);
  return c.body(null, 401);
}
