import {
  changePart,
  claimPart,
  findDelivery,
  lastSentAt,
  listParts,
  listStuckDeliveries,
  withChannelLock,
} from "../../db/app/deliveries.ts";
import type { Delivery, DeliveryPart, Update } from "../../db/app/tables.ts";
import { findUpdateById } from "../../db/app/updates.ts";
import { inTransaction } from "../../db/connect.ts";
import { shapeOf } from "../../webhooks/contract/problem.ts";
import { jobActor, type Deps } from "../deps.ts";
import { DELIVER } from "../job-names.ts";
import { beforePosting } from "../schedules/recheck.ts";
import { changeState } from "../updates/change-state.ts";
import { askAPerson, finish, refuse } from "./finish.ts";
import type { Outcome } from "./outcome.ts";
import { POSTING } from "./posting.ts";
import { reconcile } from "./reconcile.ts";
import type { PostTarget } from "./slack.ts";

const CHANNEL_BUSY_S = 1;
const STUCK_AFTER_MS = 60_000;

/** Seconds until the delivery wants to be looked at again; null: it is over, or waits for a person. */
type Next = number | null;

/** Job: gets one delivery into its channel, part by part, each at most once. May be killed at any line and goes on. */
export async function deliver(deps: Deps, { delivery_id }: { delivery_id: string }): Promise<void> {
  const delivery = await findDelivery(deps.db, delivery_id);
  if (!delivery) return;
  const may = await beforePosting(deps, delivery);
  if (typeof may === "number") return void (await deps.jobs.send(null, DELIVER, { delivery_id }, { startAfterS: may }));
  if (may !== "go") return;
  let next: Next = null;
  const free = await withChannelLock(deps.db, delivery.channel.id, async () => {
    const update = await begin(deps, delivery);
    if (update) next = await sendParts(deps, update, delivery);
  });
  const again = free ? next : CHANNEL_BUSY_S;
  if (again !== null) await deps.jobs.send(null, DELIVER, { delivery_id }, { startAfterS: again });
}

/** Job, every minute: deliveries whose job was lost. */
export async function sweepDeliveries({ db, jobs, clock }: Deps): Promise<void> {
  const before = new Date(clock().getTime() - STUCK_AFTER_MS);
  for (const delivery_id of await listStuckDeliveries(db, before)) await jobs.send(null, DELIVER, { delivery_id });
}

/** approved → posting. From here on the text cannot be taken back for an edit. */
async function begin({ db }: Deps, delivery: Delivery): Promise<Update | undefined> {
  const update = await findUpdateById(db, delivery.update_id);
  if (update?.state === "posting" || update?.state === "correcting") return update;
  if (update?.state !== "approved") return undefined;
  return inTransaction(db, (tx) =>
    changeState(tx, jobActor(update.team_id), update.id, {
      from: ["approved"],
      to: "posting",
      action: "update.posting",
    }),
  );
}

async function sendParts(deps: Deps, update: Update, delivery: Delivery): Promise<Next> {
  for (const { part: number } of await listParts(deps.db, delivery.id)) {
    const parts = await listParts(deps.db, delivery.id);
    const part = parts.find((one) => one.part === number);
    if (!part || part.state === "posted" || part.state === "abandoned") continue;
    if (part.state === "failed") return null;
    const next = await sendPart(deps, update, delivery, part, parts);
    if (next !== "sent") return next;
  }
  await finish(deps, update, delivery);
  return null;
}

async function sendPart(
  deps: Deps,
  update: Update,
  delivery: Delivery,
  part: DeliveryPart,
  parts: readonly DeliveryPart[],
): Promise<Next | "sent"> {
  const target = targetOf(delivery, part, parts);
  // We hold the channel: whoever began to send this part is dead.
  if (part.state === "sending" || part.state === "unknown") {
    const found = await reconcile(deps, part, target);
    if (found === "posted") return "sent";
    if (found === "ask") return askAPerson(deps, update, part);
    if (found !== "resend") return found;
  }
  await keepDistance(deps, delivery.channel.id);
  if (!(await claimPart(deps.db, part, deps.clock()))) return CHANNEL_BUSY_S;
  return settle(deps, update, delivery, part, await send(deps, part, target));
}

function targetOf(delivery: Delivery, part: DeliveryPart, parts: readonly DeliveryPart[]): PostTarget {
  const root = part.effect === "post" && part.part > 1 ? (parts[0]?.ts ?? null) : null;
  return { channel: delivery.channel, thread_ts: root, key: part.idem_key, delivery_id: delivery.id, part: part.part };
}

function send({ slack }: Deps, { effect, ts, payload }: DeliveryPart, target: PostTarget): Promise<Outcome> {
  if (effect === "post") return slack.post(target, payload);
  return effect === "update" ? slack.update(target.channel, ts ?? "", payload) : slack.remove(target.channel, ts ?? "");
}

async function settle(
  deps: Deps,
  update: Update,
  delivery: Delivery,
  part: DeliveryPart,
  outcome: Outcome,
): Promise<Next | "sent"> {
  const { db, slack, clock, log } = deps;
  log.info(
    { update_id: update.id, delivery_id: delivery.id, part: part.part, outcome: outcome.kind },
    "delivery attempt",
  );
  switch (outcome.kind) {
    case "sent": {
      const { ts } = outcome;
      await changePart(db, part, ["sending"], { state: "posted", ts, problem: null, settled_at: clock() });
      if (part.effect === "delete") return "sent";
      const permalink = await slack.permalink(delivery.channel.id, ts);
      await changePart(db, part, ["posted"], { state: "posted", permalink });
      return "sent";
    }
    case "not_sent":
      await changePart(db, part, ["sending"], { state: "ready" });
      return Math.max(1, outcome.retryAfterS);
    case "unknown":
      await changePart(db, part, ["sending"], { state: "unknown", problem: shapeOf(outcome.problem) });
      return 0;
    case "refused":
      return refuse(deps, update, part, outcome.problem);
  }
}

async function keepDistance({ db, clock, settings }: Deps, channelId: string): Promise<void> {
  const { spacingMs } = settings.posting ?? POSTING;
  const last = await lastSentAt(db, channelId);
  const wait = last ? last.getTime() + spacingMs - clock().getTime() : 0;
  if (wait > 0) await new Promise((done) => setTimeout(done, Math.min(wait, spacingMs)));
}
