import type { Selectable } from "kysely";
import type { ItemFate } from "../../webhooks/contract/item-fates.ts";
import type { Now } from "../columns.ts";

type FeedbackTable = Record<ItemFate, number> & {
  update_id: string;
  /** The approval that was in force. */
  decision_id: string;
  /** Which way of measuring this is. */
  measure: number;
  agent_revision: number;
  /** The model that wrote, or "rules". */
  writer: string;
  /** The part of the approved text that people wrote themselves, 0 to 1. */
  effort: number;
  /** Words changed for each word of the approved text. */
  word_edits: number;
  measured_at: Now;
};

type FeedbackReasonsTable = { update_id: string; item: string; reason: string; person_id: string; created_at: Now };

export type FeedbackTables = { "app.feedback": FeedbackTable; "app.feedback_reasons": FeedbackReasonsTable };

export type Measurement = Omit<Selectable<FeedbackTable>, "measured_at">;
