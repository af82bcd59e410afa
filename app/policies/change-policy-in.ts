import { isDeepStrictEqual } from "node:util";
import { deletePolicyDraft, lockPolicyDraft, updatePolicyDraft, type DraftOf } from "../../db/app/policy-drafts.ts";
import type { Tx } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { requireMay } from "../people/require-may.ts";
import { profileOf } from "../profiles/profile-of.ts";
import { draftOf, policyIn, type DraftChange } from "./draft.ts";
import { policyAt } from "./policy-at.ts";
import { policyOf } from "./policy-of.ts";

/** Changes a profile’s policy for whoever changes it, in a transaction that may do more. @throws {Problem} as `changePolicy`. */
export async function changePolicyIn(
  tx: Tx,
  { clock }: Pick<Deps, "clock">,
  actor: Actor,
  { profile_id, change }: { profile_id: string; change: DraftChange },
): Promise<void> {
  const { team_id } = await profileOf(tx, actor, profile_id);
  await requireMay(tx, actor, "profile.save", { profile_id });
  const of = draftOwnerOf(actor, profile_id);
  const held = await policyOf(tx, profile_id);
  const begun = { ...of, team_id, base: held.number, draft: draftOf(held.policy), changed_at: clock() };
  const { base, draft } = await lockPolicyDraft(tx, begun);
  const changed = change(draft);
  const from = base === held.number ? held.policy : await policyAt(tx, profile_id, base);
  if (isDeepStrictEqual(policyIn(changed), policyIn(draftOf(from)))) return deletePolicyDraft(tx, of);
  await updatePolicyDraft(tx, of, { draft: changed, base, changed_at: clock() });
}

/** @throws {Problem} `forbidden`: what is not saved belongs to a person. */
export function draftOwnerOf({ id }: Actor, profile_id: string): DraftOf {
  if (id === null) throw new Problem("forbidden", "Only people change a policy step by step.", "Save it whole.");
  return { profile_id, person_id: id };
}
