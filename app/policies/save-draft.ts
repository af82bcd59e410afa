import { deletePolicyDraft, findPolicyDraft } from "../../db/app/policy-drafts.ts";
import type { Actor, Deps } from "../deps.ts";
import { draftOwnerOf } from "./change-policy-in.ts";
import { policyIn } from "./draft.ts";
import { type HeldPolicy, policyOf } from "./policy-of.ts";
import { savePolicy } from "./save-policy.ts";

/**
 * Makes the next policy of what somebody changed. Where they changed nothing, nothing is made.
 *
 * @throws {Problem} as `savePolicy`; what they changed stays then.
 */
export async function saveDraft(
  deps: Deps,
  actor: Actor,
  { profile_id, ...more }: { profile_id: string; why?: string; even_if_empty?: boolean },
): Promise<HeldPolicy> {
  const of = draftOwnerOf(actor, profile_id);
  const found = await findPolicyDraft(deps.db, of);
  if (!found) return policyOf(deps.db, profile_id);
  const { base, draft, changed_at } = found;
  const also = (tx: Parameters<typeof deletePolicyDraft>[0]) => deletePolicyDraft(tx, of, changed_at);
  return savePolicy(deps, actor, { profile_id, base, policy: policyIn(draft), also, ...more });
}
