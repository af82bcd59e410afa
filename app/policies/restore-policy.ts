import type { Actor, Deps } from "../deps.ts";
import { changePolicy } from "./change-policy.ts";
import { draftOver } from "./draft.ts";
import { policyAt } from "./policy-at.ts";
import { policyOf } from "./policy-of.ts";
import { discardDraft } from "./discard-draft.ts";

/**
 * An earlier policy, as changes that are not saved.
 *
 * @throws {Problem} `not_found` when the profile never had it; `forbidden`.
 */
export async function restorePolicy(
  deps: Pick<Deps, "db" | "clock">,
  actor: Actor,
  { profile_id, number }: { profile_id: string; number: number },
): Promise<void> {
  const [earlier, held] = await Promise.all([policyAt(deps.db, profile_id, number), policyOf(deps.db, profile_id)]);
  await discardDraft(deps, actor, profile_id);
  await changePolicy(deps, actor, { profile_id, change: () => draftOver(held.policy, earlier) });
}
