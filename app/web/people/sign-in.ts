import { appendAudit } from "../../../db/app/audit.ts";
import { findTeamId } from "../../../db/app/people.ts";
import { inTransaction } from "../../../db/connect.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Deps } from "../../deps.ts";
import { arrive } from "../../people/arrive.ts";
import { mayDo } from "../../people/policy.ts";
import { personOf } from "../../people/person-of.ts";
import { signOut } from "../../people/sign-out.ts";
import { startSession, type Session } from "../../people/start-session.ts";
import { judged } from "../../people/judged.ts";
import type { OpenId } from "../../ports/open-id.ts";
import { placeHere } from "../page/addresses.ts";
import { field, queryOf, seeOther, type Fields, type Handler, type Web } from "../page/context.ts";
import { setFlash } from "../page/flash.ts";
import { forgetSession, recognise, rememberSession, sessionToken } from "./guard.ts";
import { originOf } from "../page/own-site.ts";
import { page, type WebDeps } from "../page/page.ts";
import { fieldsOf } from "../page/read-form.ts";
import { rememberPending, takePending } from "./sign-in-cookie.ts";
import {
  developmentOf,
  isAtThisMachine,
  requireDevelopment,
  tryCode,
  tryPerson,
  type Development,
} from "./sign-in-development.ts";

const FIRST_PAGE = "/compose";

export type SignInView = {
  next: string;
  /** Where to begin with an account, and whose; null: there is only the development sign-in. */
  account: { href: string; name: string } | null;
  development: Development | null;
};

export type SignInPages = { "sign-in": SignInView };

export function signInRoutes(deps: WebDeps<SignInPages>) {
  return {
    "GET /sign-in": async (c) => {
      if (!deps.openId) requireDevelopment(c, deps);
      const query = queryOf(c);
      const next = nextOf(c, deps, query);
      if (query["code"] && isAtThisMachine(c, deps)) return comeWithCode(c, deps, field(query, "code"), next);
      if (await recognise(c, deps)) return c.redirect(next, 302);
      return drawSignIn(c, deps, next);
    },
    "POST /sign-in": async (c) => {
      requireDevelopment(c, deps);
      const fields = await fieldsOf(c);
      const next = nextOf(c, deps, fields);
      if (fields["code"]) return comeWithCode(c, deps, field(fields, "code"), next);
      await welcome(c, deps, await tryPerson(c, deps, field(fields, "handle")));
      return seeOther(c, next);
    },
    // A link, not a form: the policy of our pages lets no form's answer lead elsewhere.
    "GET /sign-in/begin": async (c) => {
      const { url, pending } = await openIdOf(deps).begin(callbackOf(deps));
      await rememberPending(c, deps, pending, nextOf(c, deps, queryOf(c)));
      return c.redirect(url.href, 302);
    },
    "GET /sign-in/callback": (c) => comeBack(c, deps),
    "POST /sign-out": async (c) => {
      const token = sessionToken(c);
      const person = token && (await personOf(deps, token));
      if (token) await signOut(deps, token);
      forgetSession(c);
      setFlash(c, "signed_out", person ? person.id : "");
      return seeOther(c, "/sign-in");
    },
  } satisfies Record<string, Handler>;
}

/** A link of the terminal, or its code typed. Whoever is signed in already and opens a link twice simply goes on. */
async function comeWithCode(c: Web, deps: WebDeps<SignInPages>, code: string, next: string): Promise<Response> {
  // A browser that looks ahead, or asks for the headers alone, must not use it up before its person comes.
  if (c.req.method === "HEAD" || c.req.header("sec-purpose")) return c.body(null, 204);
  const tried = await tryCode(c, deps, code);
  if ("session" in tried) await welcome(c, deps, tried.session);
  else if (!(await recognise(c, deps))) return drawSignIn(c, deps, next, tried);
  return seeOther(c, next);
}

async function drawSignIn(
  c: Web,
  deps: WebDeps<SignInPages>,
  next: string,
  { refused, status }: { refused: string; status: number } = { refused: "", status: 200 },
): Promise<Response> {
  const account = deps.openId ? accountOf(deps.openId, next) : null;
  const development = await developmentOf(c, deps, refused);
  return page(c, deps, "sign-in", { next, account, development }, { title: "Sign in", status });
}

async function comeBack(c: Web, deps: WebDeps<SignInPages>): Promise<Response> {
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
    const person = await arrive(deps, await judged(deps, await openId.finish(came, began.pending)), "web");
    await welcome(c, deps, await startSession(deps, person));
    const reader = !mayDo({ ...person, surface: "web" }, "compose").ok && began.next === FIRST_PAGE;
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
    const team_id = await findTeamId(tx);
    const detail = { why: error.message };
    await appendAudit(tx, { team_id, actor_id: null, surface: "web", action: "sign_in.refused", detail });
  });
}

const causeOf = ({ cause }: Problem): string => (cause instanceof Error ? cause.message : "");

async function welcome(c: Web, deps: WebDeps<SignInPages>, { token, expiresAt }: Session): Promise<void> {
  const before = sessionToken(c);
  // Whoever was signed in here is not any more: nothing keeps a session that no browser has.
  if (before) await signOut(deps, before);
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

/** Where somebody wanted to go; never round in a circle. */
function nextOf(c: Web, { settings }: Deps, fields: Fields): string {
  const place = placeHere(field(fields, "next"), originOf(c, settings), FIRST_PAGE);
  return place.startsWith("/sign-") ? FIRST_PAGE : place;
}
