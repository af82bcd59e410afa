import { insertDecision } from "../../db/app/decisions.ts";
import { findRevision } from "../../db/app/revisions.ts";
import type { Update } from "../../db/app/tables.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { changeState, getLocked } from "./change-state.ts";
import { reasonOf } from "./reason.ts";
import { requireMayTo } from "./require-may.ts";

/** Says no, with a reason. The text stays; `reopen` brings it back. */
export async function reject(deps: Deps, actor: Actor, id: string, { reason }: { reason: string }): Promise<Update> {
  const why = reasonOf(reason, "Say in a few words why it should not go out.");
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    const { revision, channel, created_by } = update;
    await requireMayTo(tx, deps, actor, "reject", update);
    const rejected = await changeState(tx, actor, id, {
      from: ["in_review"],
      to: "rejected",
      action: "update.rejected",
      detail: { reason: why, revision },
      change: { review_requested_by: null, review_requested_at: null },
    });
    await insertDecision(tx, {
      update_id: id,
      kind: "reject",
      revision,
      channel,
      parts_digest: "",
      person_id: actor.id ?? created_by,
      reason: why,
      digest: (await findRevision(tx, id, revision))?.digest ?? "",
    });
    return rejected;
  });
}
