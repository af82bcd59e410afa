import { findOpenProposal } from "../../db/app/proposals.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { changedPolicy } from "../../webhooks/contract/proposed-change.ts";
import type { Actor, Deps } from "../deps.ts";
import { profileOf } from "../profiles/profile-of.ts";
import { answerProposalIn } from "./answer-proposal-in.ts";
import { notOpen } from "./not-open.ts";
import { policyAt } from "./policy-at.ts";
import type { HeldPolicy } from "./policy-of.ts";
import { savePolicy } from "./save-policy.ts";

type Accepting = {
  profile_id: string;
  key: string;
  /** The number of the policy that was looked at with it. */
  base: number;
  /** "": why it was proposed. */
  why?: string;
  even_if_empty?: boolean;
};

/**
 * Accepts what is proposed and saves the policy with it: both, or neither. For whoever has no page where a change waits to be saved.
 *
 * @throws {Problem} as `savePolicy`, and as `answerProposal`: of two who accept it at once the second is told who was first.
 */
export async function acceptProposal(
  deps: Deps,
  actor: Actor,
  { profile_id, key, base, why = "", even_if_empty }: Accepting,
): Promise<HeldPolicy> {
  await profileOf(deps.db, actor, profile_id);
  const found = await findOpenProposal(deps.db, profile_id, key);
  if (!found) throw await notOpen(deps.db, profile_id, key);
  const { change, because } = found.proposal;
  try {
    return await savePolicy(deps, actor, {
      profile_id,
      base,
      policy: changedPolicy(await policyAt(deps.db, profile_id, base), change),
      why: why.trim() || because,
      ...(even_if_empty !== undefined && { even_if_empty }),
      also: async (tx) => void (await answerProposalIn(tx, deps, actor, { profile_id, key, answer: "accepted" })),
    });
  } catch (error) {
    // Whoever was faster also saved the next policy; that they answered this says more.
    const isOpen = await findOpenProposal(deps.db, profile_id, key);
    throw error instanceof Problem && error.code === "conflict" && !isOpen
      ? await notOpen(deps.db, profile_id, key)
      : error;
  }
}
