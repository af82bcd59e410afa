import { findPolicyDraft, updatePolicyDraft } from "../../db/app/policy-drafts.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { profileOf } from "../profiles/profile-of.ts";
import { draftOwnerOf } from "./change-policy-in.ts";
import { joined } from "./joined.ts";
import { policyAt } from "./policy-at.ts";
import { policyOf } from "./policy-of.ts";

/** Puts what somebody changed onto the policy that another one saved meanwhile. It is still to be saved. */
export async function joinDraft(deps: Pick<Deps, "db" | "clock">, actor: Actor, profile_id: string): Promise<void> {
  await permitted(deps.db, async (tx) => {
    await profileOf(tx, actor, profile_id);
    await requireMay(tx, actor, "profile.save", { profile_id });
    const of = draftOwnerOf(actor, profile_id);
    const mine = await findPolicyDraft(tx, of);
    const held = await policyOf(tx, profile_id);
    if (!mine || mine.base === held.number) return;
    const begun = await policyAt(tx, profile_id, mine.base);
    const draft = joined(begun, held.policy, mine.draft);
    await updatePolicyDraft(tx, of, { draft, base: held.number, changed_at: deps.clock() });
  });
}
