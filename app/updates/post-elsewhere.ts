import { findApproval } from "../../db/app/decisions.ts";
import { findRevision, insertRevision } from "../../db/app/revisions.ts";
import type { Update } from "../../db/app/tables.ts";
import type { Channel } from "../../db/app/columns.ts";
import { changeUpdate, insertUpdate } from "../../db/app/updates.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { audit, getUpdate, requireState } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";
import { reviewClock } from "./review-clock.ts";

/**
 * A new update for another channel that begins with this one's approved text: another audience, so another decision.
 *
 * @throws {Problem} `conflict` unless this one was posted, `invalid` for the same channel.
 */
export async function postElsewhere(
  deps: Deps,
  actor: Actor,
  id: string,
  { channel }: { channel: Channel },
): Promise<Update> {
  const original = await getUpdate(deps.db, actor, id);
  await requireState(deps.db, actor, original, ["posted", "correcting"]);
  if (channel.id === original.channel.id) {
    throw new Problem("invalid", `It is in #${channel.name} already.`, "Choose another channel.");
  }
  return permitted(deps.db, async (tx) => {
    await requireMayTo(tx, deps, actor, "compose", original);
    const approval = await findApproval(tx, id);
    const text = await findRevision(tx, id, approval?.revision ?? original.revision);
    if (!text) throw new Problem("conflict", "There is no approved text to post.", "Open the update and look.");
    const { team_id, profile_id, title, brief, ledger, sources_shown } = original;
    const update = await insertUpdate(tx, {
      id: newId(),
      team_id,
      profile_id,
      title,
      brief,
      ledger,
      sources_shown,
      channel,
      state: "in_review",
      created_by: actor.id ?? original.created_by,
      copied_from: original.copied_from ?? id,
    });
    const { markdown, digest } = text;
    await insertRevision(tx, {
      update_id: update.id,
      number: 1,
      markdown,
      digest,
      written_by: actor.id,
      run_id: null,
      note: `From the update in #${original.channel.name}`,
    });
    await audit(tx, actor, update, "update.copied", { from: id, channel: channel.name });
    return changeUpdate(tx, update.id, { revision: 1, ...(await reviewClock(tx, update, deps.clock())) });
  });
}
