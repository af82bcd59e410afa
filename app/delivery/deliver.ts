import { findDelivery, listParts, renameChannel, withChannelLock } from "../../db/app/deliveries.ts";
import type { Delivery, DeliveryPart, Tx, Update } from "../../db/app/tables.ts";
import type { Channel } from "../../db/app/columns.ts";
import { findUpdateById } from "../../db/app/updates.ts";
import { inTransaction } from "../../db/connect.ts";
import { jobActor, type Deps } from "../deps.ts";
import { DELIVER } from "../job-names.ts";
import { isTyped } from "../profiles/rules-over.ts";
import { changeState } from "../updates/change-state.ts";
import { askAPerson } from "./ask-a-person.ts";
import { finish } from "./finish.ts";
import { refuse } from "./refuse.ts";
import { reshape } from "./reshape.ts";
import { CHANNEL_BUSY_S, sendPart, type Stopped } from "./send-part.ts";

/** Seconds until the delivery wants to be looked at again; null: it is over, or waits for a person. */
type Next = number | null;

/** Who looks once more at what was approved, and may keep it back. */
export type LastLook = {
  /**
   * Called right before a delivery begins.
   *
   * @returns "go", "held", "later" (the sweep asks again), or the seconds until it is time.
   */
  beforePosting: (deps: Deps, delivery: Delivery) => Promise<"go" | "held" | "later" | number>;
  /**
   * In the transaction that begins it.
   *
   * @param update As it would go out now.
   * @returns whether it does not go out: it is in review again.
   */
  keepUnapproved: (tx: Tx, deps: Deps, update: Update) => Promise<boolean>;
};

/** Job: gets one delivery into its channel, part by part, each at most once. May be killed at any line and goes on. */
export async function deliver(deps: Deps, { delivery_id }: { delivery_id: string }, lastLook: LastLook): Promise<void> {
  const delivery = await findDelivery(deps.db, delivery_id);
  if (!delivery) return;
  const may = await lastLook.beforePosting(deps, delivery);
  if (typeof may === "number") return void (await deps.jobs.send(null, DELIVER, { delivery_id }, { startAfterS: may }));
  if (may !== "go") return;
  let next: Next = null;
  const free = await withChannelLock(deps.db, delivery.channel.id, async () => {
    const begun = await begin(deps, delivery, lastLook);
    if (begun) next = await sendParts(deps, begun.update, begun.delivery);
  });
  const again = free ? next : CHANNEL_BUSY_S;
  if (again !== null) await deps.jobs.send(null, DELIVER, { delivery_id }, { startAfterS: again });
}

/** approved → posting. From here on the text cannot be taken back for an edit. */
async function begin(
  deps: Deps,
  delivery: Delivery,
  { keepUnapproved }: LastLook,
): Promise<{ update: Update; delivery: Delivery } | undefined> {
  const { db } = deps;
  const approved = await findUpdateById(db, delivery.update_id);
  if (approved?.state === "posting" || approved?.state === "correcting") return { update: approved, delivery };
  if (approved?.state !== "approved") return undefined;
  const was = delivery.channel.name;
  const channel = await knownChannel(deps, delivery.channel);
  const renamed = channel.name !== was || channel.id !== delivery.channel.id;
  const update = await inTransaction(db, async (tx) => {
    if (await keepUnapproved(tx, deps, { ...approved, channel })) return undefined;
    if (renamed) await renameChannel(tx, delivery.id, channel);
    return changeState(tx, jobActor(approved.team_id), approved.id, {
      from: ["approved"],
      to: "posting",
      action: "update.posting",
      ...(renamed && { change: { channel: JSON.stringify(channel) }, detail: { channel: channel.name, was } }),
    });
  });
  return update && { update, delivery: { ...delivery, channel } };
}

/** As Slack calls it now; where only a name was typed, which one that is, if Slack says so. */
async function knownChannel({ slack }: Deps, channel: Channel): Promise<Channel> {
  if (!isTyped(channel)) return { ...channel, name: (await slack.channelName(channel.id)) ?? channel.name };
  const name = channel.name.toLowerCase();
  const listed = await slack.channels().catch(() => []);
  const found = listed.find((one) => one.id === channel.id || one.name.toLowerCase() === name);
  return found ? { id: found.id, name: found.name } : channel;
}

async function sendParts(deps: Deps, update: Update, delivery: Delivery): Promise<Next> {
  for (;;) {
    const parts = await listParts(deps.db, delivery.id);
    const part = parts.find(({ state }) => state !== "posted" && state !== "abandoned");
    if (!part) break;
    if (part.state === "failed") return null;
    const step = await sendPart(deps, update, delivery, part, parts);
    if (typeof step === "number") return step;
    if (step !== "go on" && (await settle(deps, update, part, parts, step)) !== "go on") return null;
  }
  await finish(deps, update, delivery);
  return null;
}

/** What stopped a part, as its update shows it. */
async function settle(
  deps: Deps,
  update: Update,
  part: DeliveryPart,
  parts: readonly DeliveryPart[],
  stopped: Stopped,
): Promise<"go on" | null> {
  switch (stopped.kind) {
    case "misfit":
      return reshape(deps, update, part, parts, stopped);
    case "refused":
      return refuse(deps, update, part, stopped.problem);
    case "unsure":
      return askAPerson(deps, update, part);
  }
}
