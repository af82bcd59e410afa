import { findProfileById, listProfiles } from "../../db/app/profiles.ts";
import type { ApprovalRules, Channel, Db, Profile } from "../../db/app/tables.ts";
import { DEFAULT_RULES } from "../people/policy.ts";

/** Rules that hold for an update, and whose they are. */
export type HeldRules = { profile: string; rules: ApprovalRules };

/** Where an update goes, and what it began with. */
export type Destination = { team_id: string; profile_id: string | null; channel: Channel };

/**
 * Every set of rules that has to be met before something goes into a channel: those of its own profile, and, where that profile does
 * not say who decides about this channel, those of every profile that posts there. So nobody gets round a profile by composing
 * without it. A deleted profile's rules still hold for the updates that began with it.
 */
export async function rulesOver(db: Db, { team_id, profile_id, channel }: Destination): Promise<HeldRules[]> {
  const own = profile_id ? await findProfileById(db, profile_id) : undefined;
  if (own && isSame(own.channel, channel)) return [heldBy(own)];
  const there = (await listProfiles(db, team_id)).filter((one) => one.id !== own?.id && isSame(one.channel, channel));
  return [...(own ? [own] : []), ...there].map(heldBy).filter(({ rules }) => isStrict(rules));
}

/** Anything that not everybody who writes could meet at any time. */
export function isStrict({ approvers, author_may_approve, deadline_hours }: ApprovalRules): boolean {
  return approvers !== "anyone" || !author_may_approve || deadline_hours !== null;
}

/** Where Slack gave no list, a name was typed. */
export function isSame(one: Channel, other: Channel): boolean {
  return one.id === other.id || one.name.toLowerCase() === other.name.toLowerCase();
}

const heldBy = ({ name, approval }: Profile): HeldRules => ({
  profile: name,
  rules: { ...DEFAULT_RULES, ...approval },
});
