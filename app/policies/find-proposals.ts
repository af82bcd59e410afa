import { keepProposals } from "../../db/app/proposals.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { profileOf } from "../profiles/profile-of.ts";
import { policyOf } from "./policy-of.ts";
import { taughtWindows } from "./taught-windows.ts";

/**
 * Looks for what people's choices, and the repositories' own files, say about a profile's policy, and keeps it as questions. Changes no
 * policy.
 *
 * @returns how many were found, of how many windows, and what of files is not followed.
 * @throws {Problem} `conflict` where there is nothing to learn from; `not_found`, `forbidden`; the pipelines' own.
 */
export async function findProposals(
  deps: Pick<Deps, "db" | "pipelines" | "clock">,
  actor: Actor,
  profile_id: string,
): Promise<{ found: number; windows: number; notes: string[] }> {
  const profile = await profileOf(deps.db, actor, profile_id);
  const [held, windows] = await Promise.all([policyOf(deps.db, profile.id), taughtWindows(deps.db, profile.id)]);
  const { sources } = profile.brief;
  const { proposals, notes } = await deps.pipelines.proposePolicy({ windows, policy: held.policy, sources });
  if (windows.length === 0 && proposals.length + notes.length === 0) throw nothingYet();
  await permitted(deps.db, async (tx) => {
    await requireMay(tx, actor, "profile.save", { profile_id });
    const { team_id } = await profileOf(tx, actor, profile_id);
    await keepProposals(tx, { profile_id, team_id, proposals, now: deps.clock(), policy: held.number });
  });
  return { found: proposals.length, windows: windows.length, notes };
}

function nothingYet(): Problem {
  const message = "There is nothing to learn from yet: no text of this profile was approved.";
  return new Problem("conflict", message, "Approve some, or paste past posts about windows that Pulse has read.");
}
