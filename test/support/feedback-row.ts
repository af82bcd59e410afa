import type { FeedbackRow } from "../../db/app/feedback.ts";

/** One approved text, as it was measured; a test says what is different. */
export function feedbackRow(more: Partial<FeedbackRow> = {}): FeedbackRow {
  return {
    update_id: "019a0000-0000-7000-8000-000000000001",
    number: 12,
    title: "Weekly digest",
    profile_id: null,
    profile: null,
    template: "what-shipped",
    version: 1,
    writer: "rules",
    kept: 1,
    moved: 0,
    edited: 0,
    removed: 0,
    added: 0,
    effort: 0,
    word_edits: 0,
    drafted_at: new Date("2026-11-16T09:00:00Z"),
    approved_at: new Date("2026-11-16T11:00:00Z"),
    faults: 0,
    flags: 0,
    reasons: {},
    ...more,
  };
}
