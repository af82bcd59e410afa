import type { ColumnType, Generated, Selectable } from "kysely";
import type { ProblemShape } from "../../webhooks/contract/problem.ts";
import type { JsonOrNull, Now, Time, TimeOrNull } from "../columns.ts";

type SchedulesTable = {
  id: string;
  team_id: string;
  profile_id: string;
  /** Five fields, read on the clocks of `time_zone`. */
  cron: string;
  time_zone: string;
  draft_lead_minutes: number;
  /** An approved text waits for its slot, or goes out at once. */
  posts: "at_slot" | "on_approval";
  /** Slots up to here were dealt with. */
  handled_until: Time;
  paused_at: TimeOrNull;
  /** In whose name the drafts are asked for. */
  owner_id: string;
  created_at: Now;
  updated_at: Now;
  deleted_at: TimeOrNull;
};

type SlotsTable = {
  id: string;
  team_id: string;
  schedule_id: string;
  slot: Time;
  /** `missed`: a later one read for it; `covered`: everything had been read already. */
  state: "drafted" | "skipped" | "missed" | "covered" | "failed";
  /** `made_up`: its time had an update that came to nothing after the next one was read. */
  origin: "clock" | "run_now" | "backfill" | "made_up";
  update_id: string | null;
  window_since: TimeOrNull;
  window_until: TimeOrNull;
  /** Null: as soon as it is approved. */
  post_at: TimeOrNull;
  held_at: TimeOrNull;
  held_because: "not_approved" | "reverted" | "unread" | "merged" | null;
  problem: JsonOrNull<ProblemShape>;
  created_at: Now;
};

type NoticesTable = {
  id: string;
  team_id: string;
  kind: string;
  /** What it is about: a slot, an update. Told once for each kind. */
  subject_id: string;
  person_id: string;
  /** Whoever may approve the update is told, too. */
  approvers: Generated<boolean>;
  update_id: string | null;
  payload: ColumnType<Record<string, unknown>, string | undefined, string>;
  created_at: Now;
  delivered_at: TimeOrNull;
  /** Whom of several Slack took it for already. */
  told: ColumnType<string[], string | undefined, string>;
  /** Slack asked to wait until then. */
  not_before: TimeOrNull;
};

export type ScheduleTables = {
  "app.schedules": SchedulesTable;
  "app.slots": SlotsTable;
  "app.notices": NoticesTable;
};

export type Schedule = Selectable<SchedulesTable>;
export type Slot = Selectable<SlotsTable>;
export type Notice = Selectable<NoticesTable>;
