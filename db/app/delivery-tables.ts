import type { Generated, Selectable } from "kysely";
import type { ProblemShape } from "../../webhooks/contract/problem.ts";
import type { Json, JsonOrNull, Now, TimeOrNull } from "../columns.ts";
import type { Channel } from "./columns.ts";

type DeliveriesTable = {
  id: string;
  update_id: string;
  decision_id: string;
  revision: number;
  kind: "post" | "correct" | "retract";
  channel: Json<Channel>;
  /** Not before; null: as soon as it is approved. */
  post_at: TimeOrNull;
  created_at: Now;
};

export type PartState = "ready" | "sending" | "posted" | "unknown" | "failed" | "abandoned";
/** The arguments of `chat.postMessage` or `chat.update` that a part was approved with; channel and ts are added when it goes out. */
export type PartPayload = { text: string; blocks: unknown[] };
/** A plainer form of an approved part, or a stretch of it: offsets into its markdown. `marked`: with our metadata. */
export type PartShape = { form: "markdown" | "sections" | "text"; from: number; to: number; marked: boolean };

type DeliveryPartsTable = {
  delivery_id: string;
  part: number;
  effect: "post" | "update" | "delete";
  idem_key: string;
  payload: Json<PartPayload>;
  digest: string;
  /** Null: as it was approved. */
  shape: JsonOrNull<PartShape>;
  state: PartState;
  ts: string | null;
  permalink: string | null;
  attempts: Generated<number>;
  /** By Slack's clock: nothing of this part is older. Null: it was never sent. */
  sent_after: string | null;
  first_attempt_at: TimeOrNull;
  attempt_started_at: TimeOrNull;
  /** Slack asked us to wait until then, or we did ourselves. */
  not_before: TimeOrNull;
  looked_for: Generated<number>;
  problem: JsonOrNull<ProblemShape>;
  settled_at: TimeOrNull;
};

export type DeliveryTables = {
  "app.deliveries": DeliveriesTable;
  "app.delivery_parts": DeliveryPartsTable;
};

export type Delivery = Selectable<DeliveriesTable>;
export type DeliveryPart = Selectable<DeliveryPartsTable>;
