import { deletePolicyDraft } from "../../db/app/policy-drafts.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { changePolicyIn, draftOwnerOf } from "./change-policy-in.ts";
import { draftOver, policyIn } from "./draft.ts";
import { policyAt } from "./policy-at.ts";

/**
 * An earlier policy, as changes that are not saved, in place of those that they have.
 *
 * @throws {Problem} `not_found` when the profile never had it; `forbidden`. What they changed stays then.
 */
export async function restorePolicy(
  deps: Pick<Deps, "db" | "clock">,
  actor: Actor,
  { profile_id, number }: { profile_id: string; number: number },
): Promise<void> {
  await permitted(deps.db, async (tx) => {
    const earlier = await policyAt(tx, profile_id, number);
    await deletePolicyDraft(tx, draftOwnerOf(actor, profile_id));
    await changePolicyIn(tx, deps, actor, { profile_id, change: (held) => draftOver(policyIn(held), earlier) });
  });
}
