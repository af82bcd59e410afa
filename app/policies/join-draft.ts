import { deletePolicyDraft, findPolicyDraft } from "../../db/app/policy-drafts.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { changePolicyIn, draftOwnerOf } from "./change-policy-in.ts";
import { policyIn } from "./draft.ts";
import { joined } from "./joined.ts";
import { policyAt } from "./policy-at.ts";
import { policyOf } from "./policy-of.ts";

/**
 * Puts what somebody changed onto the policy that another one saved meanwhile. It is still to be saved.
 *
 * @throws {Problem} `not_found`, `forbidden`; what they changed stays then.
 */
export async function joinDraft(deps: Pick<Deps, "db" | "clock">, actor: Actor, profile_id: string): Promise<void> {
  await permitted(deps.db, async (tx) => {
    const of = draftOwnerOf(actor, profile_id);
    const mine = await findPolicyDraft(tx, of, { locked: true });
    if (!mine || mine.base === (await policyOf(tx, profile_id)).number) return;
    const begun = await policyAt(tx, profile_id, mine.base);
    await deletePolicyDraft(tx, of);
    const change = (theirs: typeof mine.draft) => joined(begun, policyIn(theirs), mine.draft);
    await changePolicyIn(tx, deps, actor, { profile_id, change });
  });
}
