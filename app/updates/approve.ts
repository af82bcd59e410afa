import { secondsUntil } from "../../base/clock.ts";
import { insertDecision } from "../../db/app/decisions.ts";
import { insertDelivery } from "../../db/app/deliveries.ts";
import { findSlotOf } from "../../db/app/slots.ts";
import type { Update, UpdateState } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { DELIVER } from "../job-names.ts";
import { digestOfParts, renderParts } from "../message/render.ts";
import { permitted, writingRefusals } from "../people/require-may.ts";
import { changeState, getLocked, getUpdate, requireState } from "./change-state.ts";
import { checkText, faultsOf, type Checked } from "./check-text.ts";
import { reasonOf } from "./reason.ts";
import { requireMayTo } from "./require-may.ts";
import { revise, type Edited } from "./revise.ts";

export type Approval = Edited & {
  override_reason: string | null;
  /** Where its reader saw that it goes; null: they were not shown. */
  channel_id?: string | null;
};

/**
 * Approve & post: the decision binds this text, this channel and these exact messages. In one transaction: the revision, the
 * decision, the rendered parts, the job that delivers them and the audit events.
 *
 * @throws {Problem} `conflict` when the update is not in review any more or its time is over, `forbidden`, `invalid` when faults stand in the way without a
 *   reason; {StaleText} when someone saved in the meantime.
 */
export async function approve(deps: Deps, actor: Actor, id: string, approval: Approval): Promise<Update> {
  await requireApprovable(deps, actor, id, approval, { action: "approve", state: "in_review" });
  return permitted(deps.db, async (tx) => {
    const locked = await getLocked(tx, actor, id);
    await requireState(tx, actor, locked, ["in_review"]);
    requireSeenChannel(locked, approval);
    const { update, text } = await revise(tx, deps, actor, locked, approval);
    // After the revision: whoever changes a text in the moment of approving it is its author.
    await requireMayTo(tx, deps, actor, "approve", update);
    const parts = renderParts(text.markdown, { sources: update.brief.sources, ledger: update.ledger });
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
    // A scheduled update waits for its slot.
    const post_at = (await findSlotOf(tx, id))?.post_at ?? null;
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

/** A decision is about one channel: whoever was shown another one has not made it. */
function requireSeenChannel({ channel }: Update, { channel_id }: Approval): void {
  if (!channel_id || channel_id === channel.id) return;
  throw new Problem("conflict", `It goes to #${channel.name} now.`, "Look at it again, then decide.");
}

/** Before any text is checked or kept: who may not is told that, and not what the checks say. */
export async function requireApprovable(
  deps: Deps,
  actor: Actor,
  id: string,
  { markdown, override_reason }: Approval,
  { action, state }: { action: "approve" | "correct"; state: UpdateState },
): Promise<void> {
  const seen = await getUpdate(deps.db, actor, id);
  await requireState(deps.db, actor, seen, [state]);
  await writingRefusals(deps.db, () => requireMayTo(deps.db, deps, actor, action, seen));
  if (override_reason?.trim()) reasonOf(override_reason, "Say in a few words why it goes out all the same.");
  requireClean(await checkText(deps, seen, markdown), override_reason);
}

/** @throws {Problem} `invalid` with one detail per fault, unless the person says why it may go out all the same. */
function requireClean(checked: Checked, overrideReason: string | null): void {
  const faults = faultsOf(checked);
  if ((faults.length === 0 && checked.checked) || overrideReason?.trim()) return;
  if (!checked.checked) {
    throw new Problem(
      "invalid",
      "This text could not be checked.",
      "Try again in a moment, or give a reason to post it unchecked.",
      {
        details: [{ path: "override_reason", code: "unchecked", message: "not checked", fix: "Give a reason." }],
      },
    );
  }
  const count = faults.length === 1 ? "One fault stands" : `${faults.length} faults stand`;
  throw new Problem(
    "invalid",
    `${count} in the way: ${faults[0]?.message}`,
    "Mend the text, or give a reason to post it as it is.",
    {
      details: faults.map(({ check, message, fix }) => ({ path: "markdown", code: check, message, fix })),
    },
  );
}
