import { decideOpenProposal } from "../../db/app/proposals.ts";
import type { ProposalRow } from "../../db/app/proposal-tables.ts";
import type { Tx } from "../../db/app/tables.ts";
import type { PolicyParts } from "../../webhooks/contract/policy.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { changedPolicy } from "../../webhooks/contract/proposed-change.ts";
import type { Actor, Deps } from "../deps.ts";
import { requireMay } from "../people/require-may.ts";
import { noteProfile } from "../profiles/note-profile.ts";
import { profileOf } from "../profiles/profile-of.ts";
import { notOpen } from "./not-open.ts";
import { policyOf } from "./policy-of.ts";

export type ProposalAnswer = { profile_id: string; key: string; answer: "accepted" | "refused" };

/** What was answered, and the policy as it would be with it: saving that is another step. */
export type ProposalDecided = { proposal: ProposalRow; base: number; policy: PolicyParts };

/** Accepts or refuses what is proposed, in a transaction that may do more. @throws {Problem} as `answerProposal`. */
export async function answerProposalIn(
  tx: Tx,
  { clock }: Pick<Deps, "clock">,
  actor: Actor,
  given: ProposalAnswer,
): Promise<ProposalDecided> {
  const { profile_id, key, answer } = given;
  const profile = await profileOf(tx, actor, profile_id);
  await requireMay(tx, actor, "profile.save", { profile_id });
  if (actor.id === null) throw new Problem("forbidden", "Only people answer a proposal.", "Sign in.");
  const held = await policyOf(tx, profile_id);
  const decision = { profile_id, key, state: answer, by: actor.id, now: clock(), policy: held.number };
  const proposal = await decideOpenProposal(tx, decision);
  if (!proposal) throw await notOpen(tx, profile_id, key);
  const { text, because } = proposal.proposal;
  await noteProfile(tx, actor, `profile.proposal_${answer}`, profile, { proposal: text, because });
  return { proposal, base: held.number, policy: changedPolicy(held.policy, proposal.proposal.change) };
}
