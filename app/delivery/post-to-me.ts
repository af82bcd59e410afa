import { findPersonNow } from "../../db/app/people.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { renderParts } from "../message/render.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { getUpdate } from "../updates/change-state.ts";
import { readMessageContext } from "../updates/message-context.ts";

/**
 * Sends the very messages that an approval would post to the person who asks, so that they see them in Slack first.
 *
 * @throws {Problem} `conflict` when we do not know who they are in Slack, or Slack's refusal.
 */
export async function postToMe(
  { db, slack, settings }: Deps,
  actor: Actor,
  id: string,
  { markdown }: { markdown: string },
): Promise<{ messages: number }> {
  const update = await getUpdate(db, actor, id);
  await permitted(db, (tx) => requireMay(tx, actor, "edit", { update_id: id }));
  const person = actor.id ? await findPersonNow(db, actor.id) : undefined;
  if (!person?.slack_user_id) {
    throw new Problem("conflict", "Pulse does not know who you are in Slack.", "Ask an admin to link your account.");
  }
  const parts = renderParts(markdown, await readMessageContext({ db, settings }, update));
  for (const { payload } of parts) {
    const outcome = await slack.direct(person.slack_user_id, payload);
    if (outcome.kind === "not_sent") {
      const after = outcome.retryAfterS === null ? "in a moment" : `in ${outcome.retryAfterS} s`;
      throw new Problem("rate_limited", outcome.problem.message, `Try again ${after}.`);
    }
    if (outcome.kind !== "sent") throw outcome.problem;
  }
  return { messages: parts.length };
}
