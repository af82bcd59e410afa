import { findProfileById } from "../../db/app/profiles.ts";
import { listTeam } from "../../db/app/people.ts";
import type { Channel } from "../../db/app/columns.ts";
import type { Db, Profile, Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { ShownSource } from "../../webhooks/contract/repositories.ts";
import type { Deps } from "../deps.ts";
import { namesOf } from "../people/require-may.ts";
import { whoCould } from "../people/policy.ts";
import type { Readers, WhoReads } from "../ports/slack.ts";
import { isTyped } from "../profiles/rules-over.ts";
import { notForAll } from "./not-for-all.ts";
import { listed } from "../../base/listed.ts";

/** What of an update is not for those who read its channel. */
type Audience = { kind: "fine" } | { kind: "unanswered"; retryAfterS: number | null } | TooWide;
/** `because`: a sentence without its full stop; `remedy`: the ways on. */
export type TooWide = { kind: "too_wide"; because: string; remedy: string };

/**
 * Holds what the sources of an update may show against who reads its channel now. Where all of them are public, nobody is asked.
 *
 * @param update As it would go out.
 */
export async function audienceOf(deps: Deps, update: Update): Promise<Audience> {
  const sources = update.sources_shown ?? update.brief.sources.map(({ repo }) => ({ repo, visibility: null }));
  if (sources.every(({ visibility }) => visibility === "public")) return { kind: "fine" };
  const read = await readersNow(deps, update.channel);
  if (read.kind === "unanswered") return read;
  if (read.kind === "closed") return { kind: "fine" };
  if (read.kind === "refused") return unseen(update, read.problem);
  const profile = update.profile_id ? await findProfileById(deps.db, update.profile_id) : undefined;
  const [first, ...others] = notForAll(sources, read, namedFor(profile, update.channel));
  if (!first) return { kind: "fine" };
  const because = `${what([first, ...others])}, and ${whom(read)} read #${update.channel.name}`;
  return { kind: "too_wide", because, remedy: await waysOn(deps.db, update, profile) };
}

/** Where only a name was typed, the channel that is called so. */
async function readersNow({ slack }: Deps, channel: Channel): Promise<WhoReads> {
  if (!isTyped(channel)) return slack.whoReads(channel);
  const listed = await slack.channels().catch(() => null);
  if (!listed) return { kind: "unanswered", retryAfterS: null };
  const name = channel.name.toLowerCase();
  const found = listed.find((one) => one.id === channel.id || one.name.toLowerCase() === name);
  return found ? slack.whoReads(found) : { kind: "closed" };
}

const namedFor = (profile: Profile | undefined, channel: Channel): readonly string[] => {
  const wider = profile && !profile.deleted_at ? profile.approval.wider : null;
  return wider?.channel_id === channel.id ? wider.repos : [];
};

function unseen({ channel }: Update, { message, remedy }: Problem): TooWide {
  const because = `Slack does not let Pulse see who reads #${channel.name}: ${message.replace(/\.$/, "")}`;
  return { kind: "too_wide", because, remedy };
}

function what(sources: readonly ShownSource[]): string {
  const names = listed(sources.map(({ repo }) => repo));
  const [one, ...others] = sources;
  if (others.length > 0) return `${names} are not public on GitHub`;
  if (one?.visibility) return `${names} is ${one.visibility} on GitHub`;
  return `GitHub did not say whether ${names} is public`;
}

const whom = ({ other_companies }: Readers): string => (other_companies ? "people of other companies" : "guests");

async function waysOn(db: Db, { team_id }: Update, profile: Profile | undefined): Promise<string> {
  const other = "Send it to another channel";
  if (!profile || profile.deleted_at) return `${other}, or write it from a profile that names this source.`;
  const able = whoCould(await listTeam(db, team_id), "profile.rules");
  const who = able.length > 0 ? namesOf(able) : "an approver";
  return `${other}, or let ${who} say in the profile “${profile.name}” that it may go there.`;
}
