import type { UpdateState } from "../../../db/app/tables.ts";

/** Which of the page's faces an update shows. */
export type Face = "run" | "reading" | "editor" | "posting" | "posted" | "ended";

export const FACES: Readonly<Record<UpdateState, Face>> = {
  generating: "run",
  in_review: "reading",
  approved: "posting",
  posting: "posting",
  correcting: "posting",
  posted: "posted",
  nothing_to_report: "ended",
  failed: "ended",
  timed_out: "ended",
  cancelled: "ended",
  changes_requested: "ended",
  rejected: "ended",
  expired: "ended",
  post_failed: "ended",
  needs_check: "ended",
  retracted: "ended",
};
export const LIVE: ReadonlySet<Face> = new Set(["run", "posting", "reading"]);
export const BRIEFED_AGAIN: ReadonlySet<string> = new Set([
  "failed",
  "timed_out",
  "nothing_to_report",
  "expired",
  "changes_requested",
]);
