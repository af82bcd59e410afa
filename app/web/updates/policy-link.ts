import type { Generation, Profile } from "../../../db/app/tables.ts";

/** The policy that a text was written under. */
export type PolicyLink = { label: string; address: string };

/** Null: it was written without one, or its profile is no more. */
export function policyLink(
  profile: Pick<Profile, "slug" | "deleted_at"> | null,
  generation: Pick<Generation, "policy"> | null,
): PolicyLink | null {
  const number = generation?.policy;
  if (!number || !profile || profile.deleted_at) return null;
  return { label: `policy ${number}`, address: `/profiles/${profile.slug}/policy/history/${number}` };
}
