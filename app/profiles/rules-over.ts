import { findProfileById, listProfiles } from "../../db/app/profiles.ts";
import type { ApprovalRules, Db, Profile } from "../../db/app/tables.ts";
import type { Channel } from "../../db/app/columns.ts";
import { DEFAULT_RULES } from "../people/policy.ts";

/** Rules that hold for an update, and whose they are. */
export type HeldRules = { profile: string; rules: ApprovalRules };

/** Where an update goes, and what it began with. */
export type Destination = { team_id: string; profile_id: string | null; channel: Channel };

/**
 * Every set of rules that has to be met before something goes into a channel: those of its own profile, and those of every other one
 * that posts there. So nobody gets round a profile by composing without it, or with a laxer one. A deleted profile binds nobody but
 * the updates that began with it.
 */
export async function rulesOver(db: Db, { team_id, profile_id, channel }: Destination): Promise<HeldRules[]> {
  const own = profile_id ? await findProfileById(db, profile_id) : undefined;
  const there = (await listProfiles(db, team_id)).filter((one) => one.id !== own?.id && isSame(one.channel, channel));
  return [...(own ? [own] : []), ...there].map(heldBy).filter(({ rules }) => isStrict(rules));
}

/** Anything that not everybody who writes could meet at any time. */
export function isStrict({ approvers, author_may_approve, deadline_hours }: ApprovalRules): boolean {
  return approvers !== "anyone" || !author_may_approve || deadline_hours !== null;
}

/** The id is what counts: a name may have been another channel's. Where Slack gave no list, a name was typed, and that is all there is. */
export function isSame(one: Channel, other: Channel): boolean {
  if (one.id === other.id) return true;
  const typed = isTyped(one) || isTyped(other);
  return typed && one.name.toLowerCase() === other.name.toLowerCase();
}

/** Slack never said what it is called, or which one it is. */
export const isTyped = ({ id, name }: Channel): boolean => id === name;

const heldBy = ({ name, approval }: Profile): HeldRules => ({
  profile: name,
  rules: { ...DEFAULT_RULES, ...approval },
});
