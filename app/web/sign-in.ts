import { devPeople } from "../people/development.ts";
import { signIn, signOut } from "../people/sign-in.ts";
import type { Deps } from "../deps.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { field, fieldsOf, queryOf, seeOther, type Handler, type Web } from "./context.ts";
import { setFlash } from "./flash.ts";
import { initialsOf } from "./format.ts";
import { forgetSession, recognise, rememberSession, sessionToken } from "./guard.ts";
import { page, type WebDeps } from "./page.ts";

export type SignInView = {
  next: string;
  people: { handle: string; name: string; email: string; initials: string }[];
};

export function signInRoutes(deps: WebDeps) {
  return {
    "GET /sign-in": async (c) => {
      requireDevelopment(c, deps);
      const next = ownPath(field(queryOf(c), "next"));
      if (await recognise(c, deps)) return c.redirect(next, 302);
      return page(c, deps, "sign-in", { next, people: PEOPLE }, { title: "Sign in" });
    },
    "POST /sign-in": async (c) => {
      requireDevelopment(c, deps);
      const fields = await fieldsOf(c);
      const { token, expiresAt } = await signIn(deps, field(fields, "handle"));
      rememberSession(c, token, expiresAt);
      // The next page wants all lists: they may be under way while the browser follows.
      void Promise.allSettled([deps.pickers.repositories(), deps.pickers.channels(), deps.pickers.models()]);
      return seeOther(c, ownPath(field(fields, "next")));
    },
    "POST /sign-out": async (c) => {
      const token = sessionToken(c);
      if (token) await signOut(deps, token);
      forgetSession(c);
      setFlash(c, "signed_out");
      return seeOther(c, "/sign-in");
    },
  } satisfies Record<string, Handler>;
}

const PEOPLE: SignInView["people"] = devPeople.map(({ handle, name, email }) => ({
  ...{ handle, name, email },
  initials: initialsOf(name),
}));

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/** Signing in without a proof of who one is: only for someone who sits at this machine. */
function requireDevelopment(c: Web, { settings }: Deps): void {
  const host = (c.req.header("host") ?? new URL(c.req.url).host).replace(/:\d+$/, "");
  const forwarded = FORWARDED.some((name) => c.req.header(name) !== undefined);
  if (settings.development && LOOPBACK.has(host) && !forwarded) return;
  throw new Problem(
    "forbidden",
    "The development sign-in works on this machine only.",
    "Open Pulse at its own address, 127.0.0.1, without a proxy between.",
  );
}

/** Only a path of ours: never "//elsewhere" or "https:…". */
function ownPath(next: string): string {
  return /^\/(?![/\\])/.test(next) && !next.startsWith("/sign-") ? next : "/compose";
}
