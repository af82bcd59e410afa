import type { UpdateState } from "../../db/app/tables.ts";

/** Every way an update may go. Nothing changes a state but `changeState` (change-state.ts), and it asks this table. */
export const MOVES: Record<UpdateState, readonly UpdateState[]> = {
  generating: ["in_review", "nothing_to_report", "failed", "timed_out", "cancelled"],
  in_review: ["approved", "changes_requested", "rejected", "expired", "cancelled"],
  approved: ["in_review", "posting", "cancelled"],
  posting: ["posted", "post_failed", "needs_check"],
  post_failed: ["posting", "in_review", "cancelled"],
  needs_check: ["posted", "posting"],
  posted: ["correcting", "retracted"],
  correcting: ["posted", "retracted"],
  changes_requested: ["generating"],
  failed: ["generating"],
  timed_out: ["generating"],
  // Posting without an approval: only the line that says so, where the profile's rules ask for it (schedules/post-nothing.ts).
  nothing_to_report: ["generating", "posting"],
  expired: ["generating", "in_review"],
  rejected: ["in_review"],
  retracted: [],
  cancelled: [],
};
