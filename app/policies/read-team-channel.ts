import { findConsent, insertAnnounced } from "../../db/app/announced.ts";
import type { Profile } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { isTooLong } from "../../webhooks/contract/text-limit.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { noteProfile } from "../profiles/note-profile.ts";
import { profileOf } from "../profiles/profile-of.ts";
import { rowsOf } from "./note-posts.ts";
import { readPost, type ToldInPost } from "./read-post.ts";

/** Of a channel so many messages are looked at. */
const MOST_MESSAGES = 1_000;

/**
 * Keeps what was told in the channel of a profile, by Pulse or by people, where somebody let Pulse read it: which pull requests, under
 * which headings. Messages that cite none are not kept, and none is kept as it was written.
 *
 * @throws {Problem} `forbidden` without that consent; `conflict` where nothing cites; Slack's own refusal; `unavailable`, `not_found`.
 */
export async function readTeamChannel(
  deps: Pick<Deps, "db" | "clock" | "slack">,
  actor: Actor,
  profile_id: string,
): Promise<{ messages: number; told: number; added: number }> {
  const profile = await profileOf(deps.db, actor, profile_id);
  await requireConsent(deps, profile);
  const heard = await deps.slack.lastSaid(profile.channel, MOST_MESSAGES);
  if (heard.kind === "refused") throw heard.problem;
  if (heard.kind === "unanswered")
    throw new Problem("unavailable", "Slack does not answer right now.", "Try again soon.");
  const posts = heard.messages
    .map(({ ts, text }) => toldBy(text, profile).map((one) => ({ ...one, said_at: saidAt(ts) })))
    .filter((told) => told.length > 0);
  if (posts.length === 0) throw nothingCites(profile, heard.messages.length);
  const told = each(posts.flat());
  return permitted(deps.db, async (tx) => {
    await requireMay(tx, actor, "profile.save", { profile_id });
    await requireConsent({ db: tx }, profile);
    const added = await insertAnnounced(tx, rowsOf(profile, actor, { told, now: deps.clock(), found_in: "channel" }));
    const counts = { messages: posts.length, told: told.length, added: added.length };
    await noteProfile(tx, actor, "profile.posts_read", profile, { from: profile.channel.name, ...counts });
    return counts;
  });
}

async function requireConsent({ db }: Pick<Deps, "db">, { id, channel }: Profile): Promise<void> {
  if ((await findConsent(db, id))?.channel_id === channel.id) return;
  const message = `Nobody let Pulse read #${channel.name}.`;
  throw new Problem("forbidden", message, "Let it on the policy’s page, or paste the posts.");
}

const toldBy = (text: string, { brief }: Profile): ToldInPost[] =>
  isTooLong(text) ? [] : readPost(text, brief.sources);

/** @source docs.slack.dev: a message’s `ts` is the second at which it was posted, and a number behind it. */
const saidAt = (ts: string): Date => new Date(Number.parseFloat(ts) * 1_000);

const each = <T extends ToldInPost>(told: readonly T[]): T[] => [
  ...new Map(told.toReversed().map((one) => [one.pr, one])).values(),
];

function nothingCites({ channel, brief }: Profile, messages: number): Problem {
  const repos = brief.sources.map(({ repo }) => repo).join(", ");
  const of = messages === 1 ? "The one message" : `None of the last ${messages.toLocaleString("en")} messages`;
  const message = `${of} in #${channel.name} cites ${messages === 1 ? "no" : "a"} pull request of ${repos}.`;
  return new Problem("conflict", message, "Choose the channel in which the team announces, or paste its posts.");
}
