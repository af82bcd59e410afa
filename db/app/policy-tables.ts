import type { Selectable } from "kysely";
import type { PolicyParts } from "../../webhooks/contract/policy.ts";
import type { Json, Time } from "./columns.ts";

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

export type PolicyTables = {
  "app.policies": PoliciesTable;
};
