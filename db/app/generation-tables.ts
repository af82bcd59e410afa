import type { ColumnType, Selectable } from "kysely";
import type { Metrics, NotFollowed, Replaced } from "../../webhooks/contract/events.ts";
import type { DateRange, Parameters } from "../../webhooks/contract/parameters.ts";
import type { ResolvedRange } from "../../webhooks/contract/range.ts";
import type { Json, JsonOrNull, Now, Time, TimeOrNull } from "../columns.ts";
import type { Reread } from "./columns.ts";

type GenerationsTable = {
  update_id: string;
  generation: number;
  token_sha256: string;
  parameters: Json<Parameters>;
  run_id: string | null;
  /** The run of an earlier generation, whose recording this one goes on with; null: a run of its own. */
  continues: string | null;
  template: JsonOrNull<{ name: string; version: number }>;
  contract_hash: string | null;
  state: "triggering" | "running" | "settled" | "cancelled";
  event_type: string | null;
  body_sha256: string | null;
  metrics: JsonOrNull<Metrics>;
  /** The window, under the contract's word: `window` is one of SQL's own. */
  timeframe: JsonOrNull<DateRange>;
  /** What a range by releases was for each source; null where days were asked for, or it was not resolved. */
  ranges: JsonOrNull<ResolvedRange[]>;
  evidence_digest: string | null;
  previewed_digest: string | null;
  artifact_uri: string | null;
  /** Where a writer was ended before it was ready, in words. */
  wrap_ups: ColumnType<string[], string | undefined, string>;
  /** Wishes of its brief that the text does not follow. */
  not_followed: ColumnType<NotFollowed[], string | undefined, string>;
  /** What the rules wrote in place of the model, and why. */
  replaced: ColumnType<Replaced[], string | undefined, string>;
  /** When its evidence was read again, and what that found. */
  reread_at: TimeOrNull;
  reread: JsonOrNull<Reread>;
  asked_by: string;
  /** The number of its profile's policy that it is written under; null: without one. */
  policy: number | null;
  /** How it is written, as its profile named it; null: by the built-in template, as it is in production. */
  template_ref: string | null;
  created_at: Now;
  deadline_at: Time;
  settled_at: TimeOrNull;
};
export type Generation = Selectable<GenerationsTable>;

export type GenerationTables = {
  "app.generations": GenerationsTable;
};
