import { sql } from "kysely";
import type { ProblemShape } from "../../webhooks/contract/problem.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import type { Db, Decision, Delivery, DeliveryPart, PartPayload, PartShape, PartState, Tx } from "./tables.ts";
import type { Channel } from "./columns.ts";
import { withLock } from "../lock.ts";

export type NewPart = {
  effect: DeliveryPart["effect"];
  payload: PartPayload;
  digest: string;
  /** The message that an update or delete is about. */
  ts: string | null;
  /** Absent: as it was approved. */
  shape?: PartShape | null;
};

export async function insertDelivery(
  tx: Tx,
  { id: decision_id, update_id, revision, channel }: Decision,
  kind: Delivery["kind"],
  parts: readonly NewPart[],
  post_at: Date | null = null,
): Promise<Delivery> {
  const delivery = await tx
    .insertInto("app.deliveries")
    .values({ id: newId(), update_id, decision_id, revision, kind, post_at, channel: JSON.stringify(channel) })
    .returningAll()
    .executeTakeFirstOrThrow();
  await insertParts(tx, delivery.id, 1, parts);
  return delivery;
}

async function insertParts(tx: Tx, delivery_id: string, first: number, parts: readonly NewPart[]): Promise<void> {
  await tx
    .insertInto("app.delivery_parts")
    .values(
      parts.map(({ payload, shape, ...part }, index) => ({
        ...part,
        delivery_id,
        part: first + index,
        idem_key: newId(),
        state: "ready" as const,
        payload: JSON.stringify(payload),
        shape: shape ? JSON.stringify(shape) : null,
      })),
    )
    .execute();
}

/** Puts other parts in the place of this one and of all that follow: only of parts that certainly are not in Slack. */
export async function replaceParts(
  tx: Tx,
  { delivery_id, part }: DeliveryPart,
  parts: readonly NewPart[],
): Promise<void> {
  const unsent = tx.deleteFrom("app.delivery_parts").where("delivery_id", "=", delivery_id).where("part", ">=", part);
  await unsent.where("state", "in", ["ready", "sending"]).execute();
  await insertParts(tx, delivery_id, part, parts);
}

/** The id is what counts; the name may have changed since it was chosen. */
export async function renameChannel(tx: Tx, deliveryId: string, channel: Channel): Promise<void> {
  const change = { channel: JSON.stringify(channel) };
  await tx.updateTable("app.deliveries").set(change).where("id", "=", deliveryId).execute();
}

/**
 * @returns undefined, too, when its decision was voided since, or a newer delivery of its update took over: a late job must neither
 *   send nor end what nobody decides any more.
 */
export async function findDelivery(db: Db, id: string): Promise<Delivery | undefined> {
  return db
    .selectFrom("app.deliveries as delivery")
    .innerJoin("app.decisions as decision", "decision.id", "delivery.decision_id")
    .selectAll("delivery")
    .where("delivery.id", "=", id)
    .where("decision.voided_at", "is", null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("app.deliveries as newer")
            .select("newer.id")
            .whereRef("newer.update_id", "=", "delivery.update_id")
            .whereRef("newer.created_at", ">", "delivery.created_at"),
        ),
      ),
    )
    .executeTakeFirst();
}

export type DeliveryWithParts = Delivery & { parts: DeliveryPart[] };

export async function listDeliveries(db: Db, updateId: string): Promise<DeliveryWithParts[]> {
  const deliveries = await db
    .selectFrom("app.deliveries")
    .selectAll()
    .where("update_id", "=", updateId)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return Promise.all(deliveries.map(async (delivery) => ({ ...delivery, parts: await listParts(db, delivery.id) })));
}

export async function listParts(db: Db, deliveryId: string): Promise<DeliveryPart[]> {
  return db
    .selectFrom("app.delivery_parts")
    .selectAll()
    .where("delivery_id", "=", deliveryId)
    .orderBy("part")
    .execute();
}

/** The messages that stand in Slack for an update, root first: what was posted and not deleted since. */
export async function listPostedMessages(db: Db, updateId: string): Promise<DeliveryPart[]> {
  const parts = (await listDeliveries(db, updateId)).flatMap((delivery) => delivery.parts);
  const gone = new Set(
    parts.flatMap(({ effect, state, ts }) => (effect === "delete" && state === "posted" ? [ts] : [])),
  );
  return parts.filter(({ effect, state, ts }) => effect === "post" && state === "posted" && !gone.has(ts));
}

/**
 * Committed before anything is sent.
 *
 * @param sent_after Kept from the first time on: what an earlier attempt sent is not lost sight of.
 * @returns false when another worker has it.
 */
export async function claimPart(
  db: Db,
  { delivery_id, part }: DeliveryPart,
  now: Date,
  sent_after: string,
): Promise<boolean> {
  const claimed = await db
    .updateTable("app.delivery_parts")
    .set({
      state: "sending",
      attempt_started_at: now,
      first_attempt_at: sql<Date>`coalesce(first_attempt_at, ${now})`,
      sent_after: sql<string>`coalesce(sent_after, ${sent_after})`,
      not_before: null,
      attempts: sql<number>`attempts + 1`,
      looked_for: 0,
      problem: null,
    })
    .where("delivery_id", "=", delivery_id)
    .where("part", "=", part)
    .where("state", "=", "ready")
    .executeTakeFirst();
  return claimed.numUpdatedRows === 1n;
}

type PartChange = {
  state: PartState;
  ts?: string | null;
  permalink?: string | null;
  problem?: ProblemShape | null;
  settled_at?: Date | null;
  looked_for?: number;
  not_before?: Date | null;
  shape?: PartShape;
};

/** @returns false when the part was not in one of `from` any more. */
export async function changePart(
  db: Db,
  { delivery_id, part }: Pick<DeliveryPart, "delivery_id" | "part">,
  from: readonly PartState[],
  { problem, shape, ...change }: PartChange,
): Promise<boolean> {
  const changed = await db
    .updateTable("app.delivery_parts")
    .set({
      ...change,
      ...(problem !== undefined && { problem: problem && JSON.stringify(problem) }),
      ...(shape && { shape: JSON.stringify(shape) }),
    })
    .where("delivery_id", "=", delivery_id)
    .where("part", "=", part)
    .where("state", "in", from)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/**
 * When something last came to this channel, and until when Slack wants nothing more there. A message comes some time after it was
 * sent, and at the latest when it is answered: from there the next one keeps its distance.
 */
export async function channelTimes(db: Db, channelId: string): Promise<{ last: Date | null; not_before: Date | null }> {
  const row = await db
    .selectFrom("app.delivery_parts as part")
    .innerJoin("app.deliveries as delivery", "delivery.id", "part.delivery_id")
    .select((eb) => [
      sql<Date | null>`greatest(max(part.attempt_started_at), max(part.settled_at))`.as("last"),
      eb.fn.max("part.not_before").filterWhere("part.state", "=", "ready").as("not_before"),
    ])
    .where(sql<string>`delivery.channel ->> 'id'`, "=", channelId)
    .executeTakeFirst();
  return row ?? { last: null, not_before: null };
}

/** Messages of ours in this channel that we know, by their places. */
export async function listKnownMessages(db: Db, channelId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom("app.delivery_parts as part")
    .innerJoin("app.deliveries as delivery", "delivery.id", "part.delivery_id")
    .select("part.ts")
    .where(sql<string>`delivery.channel ->> 'id'`, "=", channelId)
    .where("part.ts", "is not", null)
    .execute();
  return new Set(rows.flatMap(({ ts }) => ts ?? []));
}

/** One post at a time in a channel. @returns false when another instance posts there now. */
export const withChannelLock = (db: Db, channelId: string, work: () => Promise<void>): Promise<boolean> =>
  withLock(db, `channel:${channelId}`, work);
