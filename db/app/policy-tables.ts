import type { Selectable } from "kysely";
import type { PolicyParts, PolicyRule } from "../../webhooks/contract/policy.ts";
import type { Json, Time } from "../columns.ts";

/** One policy that a profile has had. */
type PoliciesTable = {
  profile_id: string;
  /** From 1; the highest of a profile holds. */
  number: number;
  team_id: string;
  policy: Json<PolicyParts>;
  /** Null: nobody, as with a seed. */
  made_by: string | null;
  surface: string;
  /** Why it was changed, in their words; "" where nobody said. */
  why: string;
  made_at: Time;
};
export type PolicyRow = Selectable<PoliciesTable>;

/** A rule that somebody is at work on: `key` is its place in the policy that they began with, or its own where it is new. */
export type DraftRule = {
  key: string;
  rule: PolicyRule;
  /** Whose idea it was, as in “from your posts”. */ because?: string;
};

/** A policy that is not saved. */
export type DraftPolicy = Omit<PolicyParts, "rules"> & { rules: DraftRule[] };

type PolicyDraftsTable = {
  profile_id: string;
  person_id: string;
  team_id: string;
  /** The number of the policy that they began with; 0: none. */
  base: number;
  draft: Json<DraftPolicy>;
  changed_at: Time;
};
export type PolicyDraftRow = Selectable<PolicyDraftsTable>;

export type PolicyTables = {
  "app.policy_drafts": PolicyDraftsTable;
  "app.policies": PoliciesTable;
};
