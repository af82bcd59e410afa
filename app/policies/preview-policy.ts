import { listWindowsRead } from "../../db/app/policies.ts";
import type { Db } from "../../db/app/tables.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import type { PolicyParts } from "../../webhooks/contract/policy.ts";
import type { PolicyPreview, ProposedForPreview } from "../../webhooks/contract/policy-preview.ts";
import type { Actor, Deps } from "../deps.ts";
import { profileOf } from "../profiles/profile-of.ts";
import { policyOf } from "./policy-of.ts";

/** Of a preview: as many as somebody reads. A rule that never fits is looked for in all that may be asked for. */
const SHOWN_WINDOWS = 4;

/** `shown`: the windows whose moves are told; the rules' use is counted over all of them. */
type ProfilePreview = PolicyPreview & { shown: PolicyPreview["windows"] };

/**
 * What a policy would do otherwise than the profile's own, in the last windows that it read.
 *
 * @param given.proposed Besides, what would move with all of these.
 *
 * @throws {Problem} `not_found`; the pipelines' own, or `unavailable`.
 */
export async function previewForProfile(
  deps: Pick<Deps, "db" | "pipelines">,
  actor: Actor,
  { profile_id, policy, proposed = [] }: { profile_id: string; policy: PolicyParts; proposed?: ProposedForPreview[] },
): Promise<ProfilePreview> {
  const profile = await profileOf(deps.db, actor, profile_id);
  const [held, runs] = await Promise.all([policyOf(deps.db, profile.id), runsOf(deps.db, profile.id)]);
  const preview = await deps.pipelines.previewPolicy({ runs, policy, before: held.policy, proposed });
  return { ...preview, shown: preview.windows.slice(0, SHOWN_WINDOWS) };
}

async function runsOf(db: Db, profileId: string): Promise<string[]> {
  return (await listWindowsRead(db, profileId, LIMITS.policy.windows)).map(({ run_id }) => run_id);
}

/** Windows in which something was told, and would be no more. */
export const emptied = ({ windows }: Pick<PolicyPreview, "windows">): PolicyPreview["windows"] =>
  windows.filter(({ told, merged }) => merged > 0 && told.before > 0 && told.after === 0);
