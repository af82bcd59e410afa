import { isDeepStrictEqual } from "node:util";
import type { ApprovalRules, Profile, Tx } from "../../db/app/tables.ts";
import type { Actor } from "../deps.ts";
import { requireMay } from "../people/require-may.ts";
import { isSame, isStrict, rulesOver } from "./rules-over.ts";

/**
 * Whoever may not change who approves may not change it sideways either: by taking a profile with rules away from its channel, or by
 * making a laxer one for a channel that has rules.
 *
 * @param after Null: the profile is deleted.
 * @throws {Problem} `forbidden`
 */
export async function requireNoLaxer(
  tx: Tx,
  actor: Actor,
  before: Profile | null,
  after: Pick<Profile, "channel" | "approval"> | null,
): Promise<void> {
  const stays = before && after && isSame(before.channel, after.channel);
  if (stays) return;
  const leaves = before !== null && isStrict(before.approval);
  const { team_id } = actor;
  const there = after ? await rulesOver(tx, { team_id, profile_id: null, channel: after.channel }) : [];
  const laxer = there.some(({ rules }) => !isDeepStrictEqual(bindingOf(rules), after && bindingOf(after.approval)));
  if (!leaves && !laxer) return;
  const channel = (leaves ? before.channel : after?.channel)?.name ?? "";
  const because = leaves
    ? `Without this profile #${channel} would lose its approval rules.`
    : `#${channel} has approval rules that this profile would not have.`;
  await requireMay(tx, actor, "profile.rules", { because, ...(before && { profile_id: before.id }) });
}

/** What is said when nothing happened is nobody's approval. */
const bindingOf = ({ approvers, author_may_approve, deadline_hours }: ApprovalRules) => ({
  approvers,
  author_may_approve,
  deadline_hours,
});
