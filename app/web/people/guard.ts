import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { mayDo, type Action } from "../../people/policy.ts";
import { permitted, requireMay } from "../../people/require-may.ts";
import { stillWelcome } from "../../people/still-welcome.ts";
import { personOf } from "../../people/person-of.ts";
import { webActor } from "../../people/web-actor.ts";
import type { Deps } from "../../deps.ts";
import { placeHere } from "../page/addresses.ts";
import { isPartial, wantsJson, type Fields, type Handler, type Web } from "../page/context.ts";
import { originOf } from "../page/own-site.ts";
import { againOf, typedIn } from "../page/problem-page.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";

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
  const known = token ? await personOf(deps, token) : undefined;
  const person = known && (await stillWelcome(deps, known));
  if (!person) return false;
  c.set("person", person);
  c.set("actor", webActor(person));
  return true;
}

/**
 * A handler for people whose role may have this right; strangers are sent to sign in and come back afterwards. Where the answer
 * depends on the thing itself, too, its operation asks the policy again: what it says of the thing is not for everybody.
 */
export function signedIn(deps: Deps, right: Action, handle: Handler): Handler {
  return async (c) => {
    if (!(await recognise(c, deps))) return askToSignIn(c, deps, await typedIn(c));
    if (!mayDo({ ...c.var.person, surface: "web" }, right).ok) {
      await permitted(deps.db, (tx) => requireMay(tx, c.var.actor, right));
    }
    return handle(c);
  };
}

function askToSignIn(c: Web, { settings }: Deps, sent: Fields): Response {
  if (!isPartial(c) && againOf(c, sent)) {
    throw new Problem(
      "unauthorized",
      "You are signed out.",
      "Sign in in another tab, then send it again: it is all here.",
    );
  }
  if (wantsJson(c)) throw new Problem("unauthorized", "You are not signed in.", "Sign in and try again.");
  const { pathname, search } = new URL(c.req.url);
  // What was sent cannot be sent again by itself, but its page is where one goes on.
  const here = c.req.method === "GET" ? `${pathname}${search}` : (c.req.header("referer") ?? "");
  const shown = isPartial(c) ? (c.req.header("hx-current-url") ?? "") : here;
  const back = placeHere(shown, originOf(c, settings), "/");
  const signIn = `/sign-in?next=${encodeURIComponent(back)}`;
  if (!isPartial(c)) return c.redirect(signIn, 302);
  c.header("hx-redirect", signIn);
  return c.body(null, 401);
}
