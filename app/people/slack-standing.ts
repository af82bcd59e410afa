import { appendAudit } from "../../db/app/audit.ts";
import { changePerson, endSessions, findTeam, lockPerson, type SignedIn } from "../../db/app/people.ts";
import type { Db, Person } from "../../db/app/tables.ts";
import { inTransaction } from "../../db/connect.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import type { Identity } from "../ports/open-id.ts";
import type { SlackUser } from "../ports/slack-user.ts";
import { late } from "../soon.ts";

type Standing = "member" | "guest" | "stranger" | "bot" | "deactivated";

/** @param ours The workspace that Pulse is in; null: not known. */
function standingOf(user: SlackUser, ours: string | null): Standing {
  if (user.deleted) return "deactivated";
  // Slack's own one is not marked as a bot.
  if (user.is_bot || user.id === "USLACKBOT") return "bot";
  const elsewhere = ours !== null && user.teams.length > 0 && !user.teams.includes(ours);
  if (user.is_stranger || elsewhere) return "stranger";
  return user.is_guest ? "guest" : "member";
}

const REFUSED: Record<Exclude<Standing, "member">, [message: string, remedy: string]> = {
  deactivated: ["Your Slack account is deactivated.", "Ask an admin of your workspace to activate it again."],
  bot: ["Pulse does nothing for apps and bots.", "Let a person ask for it."],
  stranger: ["Pulse is for this workspace’s own people, and you are of another one.", "Ask somebody who is of it."],
  guest: ["Guests of this Slack workspace may not use Pulse.", "Ask an admin to let guests read, under Settings."],
};

/**
 * Who may be here by Slack: members; and guests, to read, where an admin has switched that on.
 *
 * @throws {Problem} `forbidden`, saying what they are.
 */
export async function requireWelcome(db: Db, user: SlackUser, ours: string | null): Promise<"member" | "guest"> {
  const standing = standingOf(user, ours);
  if (standing === "member") return standing;
  if (standing === "guest" && (await findTeam(db)).slack_guests) return standing;
  throw new Problem("forbidden", ...REFUSED[standing]);
}

/**
 * Slack's ID token does not say who is a guest, so whoever signed in with Slack is asked for by the bot as well.
 *
 * @throws {Problem} `forbidden` for who may not be here, `unavailable` when Slack does not say.
 */
export async function judged(deps: Deps, identity: Identity): Promise<Identity> {
  if (identity.slack_user_id === null) return identity;
  if (!deps.slackUser) throw new Problem("unavailable", "Slack does not say who you are.", "Try again in a moment.");
  const user = await deps.slackUser(identity.slack_user_id);
  const standing = await requireWelcome(deps.db, user, deps.settings.slackTeamId ?? null);
  return { ...identity, guest: standing === "guest" };
}

/** A page does not wait longer for Slack; what was known at the last look counts until it answers. */
const SLACK_ANSWERS_WITHIN_MS = 1_500;

/**
 * Whoever signed in with Slack is of the team only as long as Slack says so.
 *
 * @returns who they are now; null when they may not be here any more: their sessions have ended.
 */
export async function stillWelcome(deps: Deps, person: SignedIn): Promise<SignedIn | null> {
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
    return standing === "guest" && person.role !== "viewer" ? await madeReader(deps, person) : person;
  } catch (error) {
    const refusal = asRefusal(error);
    if (!refusal) throw error;
    await turnOut(deps, person, refusal);
    return null;
  }
}

const asRefusal = (error: unknown): Problem | null =>
  error instanceof Problem && error.code === "forbidden" ? error : null;

async function madeReader({ db }: Deps, person: SignedIn): Promise<SignedIn> {
  const { id, team_id, name, role: from } = person;
  await inTransaction(db, async (tx) => {
    if (!(await lockPerson(tx, team_id, id))) return;
    await changePerson(tx, id, { role: "viewer" });
    const detail = { name, from, to: "viewer", why: "a guest in Slack" };
    await appendAudit(tx, { actor_id: id, team_id, surface: "web", action: "person.role_changed", detail });
  });
  return { ...person, role: "viewer" };
}

async function turnOut({ db }: Deps, { id, team_id }: Person, { message }: Problem): Promise<void> {
  await inTransaction(db, async (tx) => {
    await endSessions(tx, id);
    const detail = { why: message };
    await appendAudit(tx, { actor_id: id, team_id, surface: "web", action: "sign_in.refused", detail });
  });
}
