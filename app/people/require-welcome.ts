import { findTeam } from "../../db/app/people.ts";
import type { Db } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { SlackUser } from "../ports/slack-user.ts";

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
