import { secondsUntil } from "../../base/clock.ts";
import { insertDecision } from "../../db/app/decisions.ts";
import { insertDelivery } from "../../db/app/deliveries.ts";
import { findSlotOf } from "../../db/app/slots.ts";
import type { Update } from "../../db/app/tables.ts";
import type { Actor, Deps } from "../deps.ts";
import { DELIVER } from "../job-names.ts";
import { digestOfParts, renderParts } from "../message/render.ts";
import { permitted } from "../people/require-may.ts";
import { acknowledgeAll } from "./acknowledge-all.ts";
import { changeState, getLocked, requireState } from "./change-state.ts";
import { readMessageContext } from "./message-context.ts";
import { type Approval, requireApprovable } from "./require-approvable.ts";
import { requirePostTime } from "./post-time.ts";
import { requireSeenChannel } from "./require-seen-channel.ts";
import { requireMayTo } from "./require-may.ts";
import { revise } from "./revise.ts";
import { undoUntil } from "./undo-time.ts";

/**
 * Approve & post: the decision binds this text, this channel and these exact messages. In one transaction: the revision, the
 * decision, the flags that it takes on, the rendered parts, the job that delivers them and the audit events.
 *
 * @throws {Problem} `conflict` when the update is not in review any more or its time is over, `forbidden`, `invalid` when faults stand in the way without a
 *   reason, flags that nobody read, or a time that is over; {StaleText} when someone saved in the meantime.
 */
export async function approve(deps: Deps, actor: Actor, id: string, approval: Approval): Promise<Update> {
  const flags = await requireApprovable(deps, actor, id, approval, { action: "approve", state: "in_review" });
  return permitted(deps.db, async (tx) => {
    const locked = await getLocked(tx, actor, id);
    await requireState(tx, actor, locked, ["in_review"]);
    requireSeenChannel(locked, approval);
    const { update, text } = await revise(tx, deps, actor, locked, approval);
    // After the revision: whoever changes a text in the moment of approving it is its author.
    await requireMayTo(tx, deps, actor, "approve", update);
    await acknowledgeAll(tx, actor, update, flags);
    const parts = renderParts(text.markdown, await readMessageContext({ db: tx, settings: deps.settings }, update));
    const { revision, channel } = update;
    const decision = await insertDecision(tx, {
      update_id: id,
      kind: "approve",
      revision,
      digest: text.digest,
      channel,
      parts_digest: digestOfParts(parts),
      person_id: actor.id ?? update.created_by,
      override_reason: approval.override_reason,
    });
    const posts = parts.map((part) => ({ ...part, effect: "post" as const, ts: null }));
    const planned = approval.post_at === undefined ? ((await findSlotOf(tx, id))?.post_at ?? null) : null;
    const chosen = planned ?? requirePostTime(approval.post_at ?? null, deps.clock());
    const post_at = chosen ?? (approval.undo ? await undoUntil(tx, update, deps.clock()) : null);
    const delivery = await insertDelivery(tx, decision, "post", posts, post_at);
    await deps.jobs.send(
      tx,
      DELIVER,
      { delivery_id: delivery.id },
      { startAfterS: secondsUntil(post_at, deps.clock()) },
    );
    return changeState(tx, actor, id, {
      from: ["in_review"],
      to: "approved",
      action: "update.approved",
      detail: {
        revision,
        digest: text.digest,
        channel: channel.name,
        parts: parts.length,
        post_at,
        override: approval.override_reason,
      },
    });
  });
}
