import { appendAudit } from "../../db/app/audit.ts";
import { inTransaction } from "../../db/connect.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import type { Action } from "./policy.ts";
import { permitted, requireMay } from "./require-may.ts";

/** The right that it takes, and what is written down before, after, and when it did not work. */
type Actions = { right: Action; asked: string; done: string; failed: string };

/**
 * Does something on the other side that no transaction of ours can hold, and keeps the trail true all the same: that it was asked
 * for is written down first, how it ended afterwards. An `asked` that nothing follows is a process that died in between: the effect
 * may or may not be there, so look at `GET /budget`.
 *
 * @param effect Gets the name of whoever asked, for the other side to keep.
 * @throws {Problem} `forbidden`; the other side's, after it was written down as `failed`.
 */
export async function audited<Answer>(
  { db }: Pick<Deps, "db">,
  actor: Actor,
  actions: Actions,
  detail: Record<string, unknown>,
  effect: (by: string) => Promise<Answer>,
): Promise<Answer> {
  const { id: actor_id, team_id, surface, name } = actor;
  const note = (action: string, more: Record<string, unknown> = {}) =>
    inTransaction(db, (tx) => appendAudit(tx, { actor_id, team_id, surface, action, detail: { ...detail, ...more } }));
  await permitted(db, (tx) => requireMay(tx, actor, actions.right));
  await note(actions.asked);
  let answer: Answer;
  try {
    answer = await effect(name.slice(0, LIMITS.stop_name_chars).toWellFormed());
  } catch (error) {
    await note(actions.failed, { problem: error instanceof Problem ? error.message : "unexpected" });
    throw error;
  }
  await note(actions.done);
  return answer;
}
