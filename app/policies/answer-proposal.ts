import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { answerProposalIn, type ProposalAnswer, type ProposalDecided } from "./answer-proposal-in.ts";

/**
 * Accepts or refuses what is proposed. Of two at once the first decides, and the other is told who it was, and when. The policy stays as it is.
 *
 * @throws {Problem} `conflict` when somebody answered before; `not_found`, `forbidden`.
 */
export async function answerProposal(
  deps: Pick<Deps, "db" | "clock">,
  actor: Actor,
  given: ProposalAnswer,
): Promise<ProposalDecided> {
  return permitted(deps.db, (tx) => answerProposalIn(tx, deps, actor, given));
}
