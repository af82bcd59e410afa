import { answer } from "../../api/answer.ts";
import { bodyOf } from "../../api/body.ts";
import { findPersonById } from "../../db/app/people.ts";
import { findPolicyAt } from "../../db/app/policies.ts";
import { listProposals } from "../../db/app/proposals.ts";
import {
  type AnsweredProposal,
  answeredProposal,
  openProposals,
  proposalToAccept,
} from "../../webhooks/contract/app-api.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { acceptProposal } from "../policies/accept-proposal.ts";
import { answerProposal } from "../policies/answer-proposal.ts";
import { policyOf } from "../policies/policy-of.ts";
import type { ApiHandler } from "./env.ts";
import { numberGiven, orPrecondition, requireThere, toldPolicy } from "./numbered-policy.ts";
import { type OperationName, proposalKey } from "./operations.ts";
import { profileAt } from "./profile-at.ts";

/** Of answers the newest. */
const MOST_ANSWERED = 50;

/** A program has no page where a change waits: what it accepts is saved with it, under the number that it read. */
export function proposalHandlers(deps: Deps) {
  const { db, log } = deps;
  return {
    "GET /profiles/{slug}/policy/proposals": async (c) => {
      const { id } = await profileAt(c, db);
      const [{ number: against }, all] = await Promise.all([policyOf(db, id), listProposals(db, id)]);
      const proposals = all.filter(({ state }) => state === "open").map(({ proposal }) => proposal);
      const answered = all.filter(({ state }) => state !== "open").map(answeredOf);
      answered.sort((a, b) => b.at.localeCompare(a.at));
      return answer(c, log, openProposals, { against, proposals, answered: answered.slice(0, MOST_ANSWERED) });
    },
    "POST /profiles/{slug}/policy/proposals/{key}/acceptance": async (c) => {
      const profile = await profileAt(c, db);
      const [key, base] = [keyIn(c), numberGiven(c)];
      const given = await bodyOf(c, proposalToAccept);
      await requireThere(db, profile, base);
      const accepting = { profile_id: profile.id, key, base, ...given };
      const { number } = await orPrecondition(() => acceptProposal(deps, c.var.actor, accepting));
      // By its number: another one may hold by now.
      return toldPolicy(c, deps, await findPolicyAt(db, profile.id, number));
    },
    "POST /profiles/{slug}/policy/proposals/{key}/refusal": async (c) => {
      const { id: profile_id } = await profileAt(c, db);
      const refused = { profile_id, key: keyIn(c), answer: "refused" } as const;
      const { proposal } = await answerProposal(deps, c.var.actor, refused);
      const person = proposal.decided_by === null ? undefined : await findPersonById(db, proposal.decided_by);
      const told = answeredOf({ ...proposal, decided_name: person?.name ?? null });
      return answer(c, log, answeredProposal, told);
    },
  } satisfies Partial<Record<OperationName, ApiHandler>>;
}

/** Of one that somebody answered. */
function answeredOf(row: Awaited<ReturnType<typeof listProposals>>[number]): AnsweredProposal {
  const { key, proposal, state, decided_name: by, decided_at, found_at } = row;
  const how = state === "accepted" ? "accepted" : "refused";
  return { key, text: proposal.text, state: how, by, at: (decided_at ?? found_at).toISOString() };
}

function keyIn(c: Parameters<ApiHandler>[0]): string {
  const { success, data } = proposalKey.safeParse(c.req.param("key"));
  if (success) return data;
  throw new Problem("not_found", "There is no such proposal.", "Choose one by its key.");
}
