import { insertDecision, voidApproval } from "../../db/app/decisions.ts";
import { insertDelivery, type NewPart } from "../../db/app/deliveries.ts";
import type { DeliveryPart, Update } from "../../db/app/tables.ts";
import type { Actor, Deps } from "../deps.ts";
import { DELIVER } from "../job-names.ts";
import { digestOfParts, renderParts, type RenderedPart } from "../message/render.ts";
import { permitted } from "../people/require-may.ts";
import { readMessageContext } from "./message-context.ts";
import { acknowledgeAll } from "./acknowledge-all.ts";
import { requireApprovable, type Approval } from "./require-approvable.ts";
import { changeState, getLocked, requireState } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";
import { revise } from "./revise.ts";
import { knownMessages } from "./known-messages.ts";

/**
 * Corrects what stands in Slack: a new revision, a new decision, and the same messages with other words.
 * More parts than before go into the thread, fewer take the last ones away.
 *
 * @throws {Problem} `conflict` unless the update is posted, or when its messages are not known; as `approve` otherwise.
 */
export async function correct(deps: Deps, actor: Actor, id: string, approval: Approval): Promise<Update> {
  const flags = await requireApprovable(deps, actor, id, approval, { action: "correct", state: "posted" });
  return permitted(deps.db, async (tx) => {
    const locked = await getLocked(tx, actor, id);
    await requireState(tx, actor, locked, ["posted"]);
    const { update, text } = await revise(tx, deps, actor, locked, approval);
    await requireMayTo(tx, deps, actor, "correct", update);
    await acknowledgeAll(tx, actor, update, flags);
    const messages = await knownMessages(tx, id);
    const parts = renderParts(text.markdown, await readMessageContext({ db: tx, settings: deps.settings }, update));
    await voidApproval(tx, id, "the text was corrected", deps.clock());
    const decision = await insertDecision(tx, {
      update_id: id,
      kind: "approve",
      revision: update.revision,
      digest: text.digest,
      channel: update.channel,
      parts_digest: digestOfParts(parts),
      person_id: actor.id ?? update.created_by,
      override_reason: approval.override_reason,
    });
    const delivery = await insertDelivery(tx, decision, "correct", changesTo(messages, parts));
    await deps.jobs.send(tx, DELIVER, { delivery_id: delivery.id });
    return changeState(tx, actor, id, {
      from: ["posted"],
      to: "correcting",
      action: "update.correction_approved",
      detail: { revision: update.revision, digest: text.digest, override: approval.override_reason },
    });
  });
}

function changesTo(messages: readonly DeliveryPart[], parts: readonly RenderedPart[]): NewPart[] {
  const changed = parts.map((part, index): NewPart => ({
    ...part,
    effect: messages[index] ? "update" : "post",
    ts: messages[index]?.ts ?? null,
  }));
  const surplus = messages
    .slice(parts.length)
    .map(({ payload, digest, ts }): NewPart => ({ effect: "delete", payload, digest, ts }));
  return [...changed, ...surplus];
}
