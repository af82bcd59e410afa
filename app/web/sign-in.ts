import { appendAudit } from "../../db/app/audit.ts";
import { inTransaction } from "../../db/connect.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { arrive } from "../people/arrive.ts";
import { devPeople } from "../people/development.ts";
import type { OpenId } from "../people/open-id.ts";
import { mayDo } from "../people/policy.ts";
import { signIn, signOut, startSession, type Session } from "../people/sign-in.ts";
import type { Deps } from "../deps.ts";
import { field, fieldsOf, queryOf, seeOther, type Handler, type Web } from "./context.ts";
import { setFlash } from "./flash.ts";
import { initialsOf } from "./format.ts";
import { forgetSession, recognise, rememberSession, sessionToken } from "./guard.ts";
import { page, type WebDeps } from "./page.ts";
import { rememberPending, takePending } from "./sign-in-cookie.ts";

export type SignInView = {
  next: string;
  /** Where to begin with an account, and whose; null: there is only the development sign-in. */
  account: { href: string; name: string } | null;
  people: { handle: string; name: string; email: string; initials: string }[];
};

export function signInRoutes(deps: WebDeps) {
  return {
    "GET /sign-in": async (c) => {
      const here = isDevelopment(c, deps);
      if (!deps.openId) requireDevelopment(c, deps);
      const next = ownPath(field(queryOf(c), "next"));
      if (await recognise(c, deps)) return c.redirect(next, 302);
      const account = deps.openId ? accountOf(deps.openId, next) : null;
      return page(c, deps, "sign-in", { next, account, people: here ? PEOPLE : [] }, { title: "Sign in" });
    },
    "POST /sign-in": async (c) => {
      requireDevelopment(c, deps);
      const fields = await fieldsOf(c);
      welcome(c, deps, await signIn(deps, field(fields, "handle")));
      return seeOther(c, ownPath(field(fields, "next")));
    },
    // A link, not a form: the policy of our pages lets no form's answer lead elsewhere.
    "GET /sign-in/begin": async (c) => {
      const { url, pending } = await openIdOf(deps).begin(callbackOf(deps));
      await rememberPending(c, deps, pending, ownPath(field(queryOf(c), "next")));
      c.header("cache-control", "no-store");
      return c.redirect(url.href, 302);
    },
    "GET /sign-in/callback": (c) => comeBack(c, deps),
    "POST /sign-out": async (c) => {
      const token = sessionToken(c);
      if (token) await signOut(deps, token);
      forgetSession(c);
      setFlash(c, "signed_out");
      return seeOther(c, "/sign-in");
    },
  } satisfies Record<string, Handler>;
}

async function comeBack(c: Web, deps: WebDeps): Promise<Response> {
  c.header("cache-control", "no-store");
  const openId = openIdOf(deps);
  const began = await takePending(c, deps);
  if (!began) {
    throw new Problem(
      "bad_request",
      "This sign-in was not begun here, or took too long.",
      "Go to the sign-in and begin.",
    );
  }
  const came = new URL(`${callbackOf(deps)}${new URL(c.req.url).search}`);
  try {
    const person = await arrive(deps, await openId.finish(came, began.pending), "web");
    welcome(c, deps, await startSession(deps, person));
    const reader = !mayDo({ ...person, surface: "web" }, "compose").ok && began.next === "/compose";
    return c.redirect(reader ? "/updates" : began.next, 302);
  } catch (error) {
    await noteRefusal(deps, error);
    throw error;
  }
}

/** Who was turned away at the door, and why. Never who they said they are: that was not believed. */
async function noteRefusal({ db, log }: WebDeps, error: unknown): Promise<void> {
  if (!(error instanceof Problem)) return;
  log.warn({ code: error.code, message: error.message, cause: causeOf(error) }, "sign-in refused");
  if (error.code !== "forbidden") return;
  await inTransaction(db, async (tx) => {
    const { id: team_id } = await tx.selectFrom("app.teams").select("id").executeTakeFirstOrThrow();
    const detail = { why: error.message };
    await appendAudit(tx, { team_id, actor_id: null, surface: "web", action: "sign_in.refused", detail });
  });
}

const causeOf = ({ cause }: Problem): string => (cause instanceof Error ? cause.message : "");

function welcome(c: Web, deps: WebDeps, { token, expiresAt }: Session): void {
  rememberSession(c, token, expiresAt);
  // The next page wants all lists: they may be under way while the browser follows.
  void Promise.allSettled([deps.pickers.repositories(), deps.pickers.channels(), deps.pickers.models()]);
}

function openIdOf({ openId }: Deps): OpenId {
  if (openId) return openId;
  throw new Problem("not_found", "No sign-in is set up.", "Set OPENID_ISSUER; .env.example explains it.");
}

const callbackOf = ({ settings }: Deps): string => `${settings.publicUrl}/sign-in/callback`;

function accountOf({ name }: OpenId, next: string): SignInView["account"] {
  return { name, href: `/sign-in/begin?next=${encodeURIComponent(next)}` };
}

const PEOPLE: SignInView["people"] = devPeople.map(({ handle, name, email }) => ({
  ...{ handle, name, email: email ?? "" },
  initials: initialsOf(name),
}));

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/** Signing in without a proof of who one is: only for someone who sits at this machine. */
function requireDevelopment(c: Web, deps: Deps): void {
  if (isDevelopment(c, deps)) return;
  throw new Problem(
    "forbidden",
    "The development sign-in works on this machine only.",
    "Open Pulse at its own address, 127.0.0.1, without a proxy between.",
  );
}

function isDevelopment(c: Web, { settings }: Deps): boolean {
  const host = (c.req.header("host") ?? new URL(c.req.url).host).replace(/:\d+$/, "");
  const forwarded = FORWARDED.some((name) => c.req.header(name) !== undefined);
  return settings.development && LOOPBACK.has(host) && !forwarded;
}

/** Only a path of ours: never "//elsewhere" or "https:…". */
function ownPath(next: string): string {
  return /^\/(?![/\\])/.test(next) && !next.startsWith("/sign-") ? next : "/compose";
}
