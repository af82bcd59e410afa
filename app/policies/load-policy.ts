import { findPolicyDraft } from "../../db/app/policy-drafts.ts";
import { findPolicyAt, listPolicies } from "../../db/app/policies.ts";
import type { DraftPolicy, PolicyRow } from "../../db/app/policy-tables.ts";
import type { Profile } from "../../db/app/tables.ts";
import type { PolicyParts } from "../../webhooks/contract/policy.ts";
import type { Actor, Deps } from "../deps.ts";
import { draftOf, policyIn } from "./draft.ts";
import { type DraftChanges, draftChanges } from "./draft-changes.ts";
import { type PolicyNews, policyNews } from "../../webhooks/contract/policy-news.ts";
import { type RuleMaker, ruleMakers } from "./rule-makers.ts";
import type { PolicyRule } from "../../webhooks/contract/policy.ts";

/** A profile's policy as somebody looks at it: what holds, and what they themselves changed and did not save. */
export type PolicyDetail = {
  held: Pick<PolicyRow, "number" | "policy">;
  /** What they see and change: theirs where they changed something, else what holds. */
  draft: DraftPolicy;
  policy: PolicyParts;
  changes: DraftChanges;
  makerOf: (rule: PolicyRule) => RuleMaker | null;
  /** What was saved since they began; null: nothing, or they changed nothing. */
  newer: { by: string | null; number: number; news: PolicyNews } | null;
};

export async function loadPolicy(
  { db }: Pick<Deps, "db">,
  { id: person_id }: Actor,
  { id: profile_id }: Pick<Profile, "id">,
): Promise<PolicyDetail> {
  const [versions, mine] = await Promise.all([
    listPolicies(db, profile_id),
    person_id === null ? undefined : findPolicyDraft(db, { profile_id, person_id }),
  ]);
  const [newest] = versions;
  const held = { number: newest?.number ?? 0, policy: newest?.policy ?? {} };
  const begun = mine ? ((await findPolicyAt(db, profile_id, mine.base))?.policy ?? {}) : held.policy;
  const draft = mine?.draft ?? draftOf(held.policy);
  const isStale = mine !== undefined && mine.base !== held.number;
  return {
    held,
    draft,
    policy: policyIn(draft),
    changes: draftChanges(begun, draft),
    makerOf: ruleMakers(versions),
    newer: isStale ? { by: newest?.made_by ?? null, number: held.number, news: policyNews(begun, held.policy) } : null,
  };
}
