import { findApproval, insertDecision } from "../../db/app/decisions.ts";
import { insertDelivery } from "../../db/app/deliveries.ts";
import type { Update } from "../../db/app/tables.ts";
import type { Actor, Deps } from "../deps.ts";
import { DELIVER } from "../job-names.ts";
import { permitted } from "../people/require-may.ts";
import { changeState, getLocked, requireState } from "./change-state.ts";
import { knownMessages } from "./known-messages.ts";
import { reasonOf } from "./reason.ts";
import { requireMayTo } from "./require-may.ts";

/**
 * Takes the messages out of Slack, with a reason; thread first, so that no reply is left without its root.
 *
 * @throws {Problem} `conflict` unless the update is posted, `invalid` without a reason.
 */
export async function retract(deps: Deps, actor: Actor, id: string, { reason }: { reason: string }): Promise<Update> {
  const why = reasonOf(reason, "Say in a few words why it is taken back.");
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireState(tx, actor, update, ["posted"]);
    await requireMayTo(tx, deps, actor, "retract", update);
    const messages = await knownMessages(tx, id);
    const approval = await findApproval(tx, id);
    const decision = await insertDecision(tx, {
      update_id: id,
      kind: "retract",
      revision: update.revision,
      channel: update.channel,
      reason: why,
      digest: approval?.digest ?? "",
      parts_digest: approval?.parts_digest ?? "",
      person_id: actor.id ?? update.created_by,
    });
    const parts = messages
      .toReversed()
      .map(({ payload, digest, ts }) => ({ effect: "delete" as const, payload, digest, ts }));
    const delivery = await insertDelivery(tx, decision, "retract", parts);
    await deps.jobs.send(tx, DELIVER, { delivery_id: delivery.id });
    return changeState(tx, actor, id, {
      from: ["posted"],
      to: "correcting",
      action: "update.retraction_decided",
      detail: { reason: why },
    });
  });
}
