import { changedPolicy, type ProposedChange } from "../../webhooks/contract/proposed-change.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { answerProposalIn } from "./answer-proposal-in.ts";
import { changePolicyIn } from "./change-policy-in.ts";
import { type DraftChange, policyIn, withRule } from "./draft.ts";

/**
 * Accepts what is proposed as a change that is not saved, of whoever accepts it.
 *
 * @throws {Problem} `conflict` when somebody answered before; `not_found`, `forbidden`.
 */
export async function acceptIntoDraft(
  deps: Pick<Deps, "db" | "clock">,
  actor: Actor,
  given: { profile_id: string; key: string },
): Promise<void> {
  await permitted(deps.db, async (tx) => {
    const { proposal } = await answerProposalIn(tx, deps, actor, { ...given, answer: "accepted" });
    const { change, because } = proposal.proposal;
    await changePolicyIn(tx, deps, actor, { profile_id: given.profile_id, change: draftChangeOf(change, because) });
  });
}

/** Rules that are there stay where they are; what is new comes behind them, and says whose idea it was. */
const draftChangeOf =
  (change: ProposedChange, because: string): DraftChange =>
  (draft) => {
    const { rules = [], ...beside } = changedPolicy(policyIn(draft), change);
    const known = draft.rules.map((one, at) => ({ ...one, rule: rules[at] ?? one.rule }));
    const added = rules.slice(known.length);
    return added.reduce((now, rule) => withRule(rule, { because })(now), { ...beside, rules: known });
  };
