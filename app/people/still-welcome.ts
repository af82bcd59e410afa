import { endAccessTokens } from "../../db/app/access-tokens.ts";
import { appendAudit } from "../../db/app/audit.ts";
import { changePerson, endSessions, lockPerson, type SignedIn } from "../../db/app/people.ts";
import type { Person } from "../../db/app/tables.ts";
import { inTransaction } from "../../db/connect.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { late } from "../soon.ts";
import { requireWelcome } from "./require-welcome.ts";

/** A page does not wait longer for Slack; what was known at the last look counts until it answers. */
const SLACK_ANSWERS_WITHIN_MS = 1_500;

/**
 * Whoever signed in with Slack is of the team only as long as Slack says so.
 *
 * @returns who they are now; null when they may not be here any more: their sessions and tokens have ended.
 */
export async function stillWelcome(
  deps: Deps,
  person: SignedIn,
  surface: Actor["surface"] = "web",
): Promise<SignedIn | null> {
  const { slack_user_id, openid_subject } = person;
  if (!deps.openId?.slack || !deps.slackUser || !slack_user_id || !openid_subject) return person;
  const asked = deps.slackUser(slack_user_id).then(
    (user) => ({ user, refusal: null }),
    (error: unknown) => ({ user: null, refusal: asRefusal(error) }),
  );
  const known = await Promise.race([asked, late(SLACK_ANSWERS_WITHIN_MS)]);
  if (!known) return person;
  try {
    if (known.refusal) throw known.refusal;
    if (!known.user) return person;
    const standing = await requireWelcome(deps.db, known.user, deps.settings.slackTeamId ?? null);
    return standing === "guest" && person.role !== "viewer" ? await madeReader(deps, person, surface) : person;
  } catch (error) {
    const refusal = asRefusal(error);
    if (!refusal) throw error;
    await turnOut(deps, person, surface, refusal);
    return null;
  }
}

const asRefusal = (error: unknown): Problem | null =>
  error instanceof Problem && error.code === "forbidden" ? error : null;

async function madeReader({ db }: Deps, person: SignedIn, surface: string): Promise<SignedIn> {
  const { id, team_id, name, role: from } = person;
  await inTransaction(db, async (tx) => {
    if (!(await lockPerson(tx, team_id, id))) return;
    await changePerson(tx, id, { role: "viewer" });
    const detail = { name, from, to: "viewer", why: "a guest in Slack" };
    await appendAudit(tx, { actor_id: id, team_id, surface, action: "person.role_changed", detail });
  });
  return { ...person, role: "viewer" };
}

async function turnOut(
  { db, clock }: Deps,
  { id, team_id }: Person,
  surface: string,
  { message }: Problem,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await endSessions(tx, id);
    await endAccessTokens(tx, id, clock());
    const detail = { why: message };
    await appendAudit(tx, { actor_id: id, team_id, surface, action: "sign_in.refused", detail });
  });
}
