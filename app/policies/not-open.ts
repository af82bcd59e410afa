import { listProposals } from "../../db/app/proposals.ts";
import type { Db } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { answeredText } from "../../webhooks/contract/proposal-answered.ts";

/** Names, in a problem, that somebody answered what was proposed. */
export const ANSWERED = "answered";

/** Why a proposal cannot be answered: `conflict` with who answered it and when, or `not_found`. */
export async function notOpen(db: Db, profileId: string, key: string): Promise<Problem> {
  const before = (await listProposals(db, profileId)).find((one) => one.key === key);
  if (!before?.decided_at || before.state === "open") {
    return new Problem("not_found", "This is not proposed any more.", "Look at what is proposed now.");
  }
  const { state, decided_name: by, decided_at } = before;
  const message = answeredText({ state, by, at: decided_at.toISOString() });
  const fix = "Look at the policy as it is now.";
  return new Problem("conflict", message, fix, { details: [{ path: "", code: ANSWERED, message, fix }] });
}
