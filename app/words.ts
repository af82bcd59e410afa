import type { ItemFate } from "../webhooks/contract/item-fates.ts";
import type { UpdateState, WindowChoice } from "../db/app/tables.ts";
import type { AnalysisType, Feedback, Parameters } from "../webhooks/contract/parameters.ts";
import type { ItemKind } from "../webhooks/contract/kinds.ts";
import type { LedgerLine, OmitReason } from "../webhooks/contract/report.ts";

type Choice<Value extends string> = { value: Value; label: string; icon: string; hint: string };

export const ANALYSIS: readonly Choice<AnalysisType>[] = [
  { value: "weekly_digest", label: "Weekly digest", icon: "newspaper", hint: "Highlights, grouped by theme" },
  { value: "release_notes", label: "Release notes", icon: "package", hint: "What changed for users" },
  { value: "risk_review", label: "Risk review", icon: "shield-alert", hint: "Hot spots and open questions" },
  { value: "whats_next", label: "What’s next", icon: "flag", hint: "In review, and not released yet" },
];

/** Which time an update reads: as Compose offers it, and in a sentence. */
export const WINDOWS: Record<WindowChoice["preset"], { label: string; told: string }> = {
  "7d": { label: "7 days", told: "the last 7 days" },
  "14d": { label: "14 days", told: "the last 14 days" },
  month: { label: "Month", told: "the last month" },
  last: { label: "Since last", told: "since the last one" },
  release: { label: "Since release", told: "since a release" },
  tags: { label: "Between tags", told: "between two tags" },
  dates: { label: "Dates", told: "fixed dates" },
  instants: { label: "As scheduled", told: "the time of one slot" },
};

/** What counts back from now. */
export const PRESETS = ["7d", "14d", "month"] as const;

export const TONES: readonly { value: Parameters["tone"]; label: string }[] = [
  { value: "neutral", label: "Neutral" },
  { value: "warm", label: "Warm" },
  { value: "celebratory", label: "Celebratory" },
  { value: "terse", label: "Terse" },
];

/** What is not a model's own id. */
export const MODELS: readonly { value: string; chip: string }[] = [
  { value: "rules", chip: "Rules" },
  { value: "default", chip: "Default model" },
];

export const REASONS: readonly { value: Feedback["reasons"][number]; label: string }[] = [
  { value: "too_long", label: "Too long" },
  { value: "too_short", label: "Too short" },
  { value: "wrong_tone", label: "Wrong tone" },
  { value: "missing", label: "Something is missing" },
  { value: "wrong_focus", label: "Wrong focus" },
  { value: "not_correct", label: "Not correct" },
];

/** Why people changed what the agent wrote: one tap, on an update's page and on its card in Slack. */
export const EDIT_REASONS = [
  { value: "wrong", label: "Wrong" },
  { value: "not_worth_it", label: "Not worth telling" },
  { value: "missing", label: "Missing" },
  { value: "wording", label: "Wording" },
  { value: "tone", label: "Tone" },
  { value: "order", label: "Order" },
] as const;
export type EditReason = (typeof EDIT_REASONS)[number]["value"];

/** Why one thing may be left out; the others are about a whole text, or about words that stay. */
export const OUT_REASONS = EDIT_REASONS.filter(({ value }) => ["wrong", "not_worth_it", "tone"].includes(value));

/** What became of one thing that the agent told: on a badge, and as one part of all of them. */
export const FATES: Record<ItemFate, { label: string; told: string }> = {
  kept: { label: "Kept", told: "kept as written" },
  moved: { label: "Moved", told: "moved to another section" },
  edited: { label: "Edited", told: "edited" },
  removed: { label: "Removed", told: "removed" },
  added: { label: "Added", told: "added by people" },
};

type StateWords = { label: string; tone: "busy" | "wait" | "good" | "bad" | "quiet"; told: string };

/** How a state is called on a badge, what colour it has, and what an update is in it: "This update is …". */
export const STATES: Record<UpdateState, StateWords> = {
  generating: { label: "Writing", tone: "busy", told: "being written" },
  in_review: { label: "In review", tone: "wait", told: "in review" },
  nothing_to_report: { label: "Nothing to report", tone: "quiet", told: "without anything to report" },
  failed: { label: "Failed", tone: "bad", told: "failed" },
  timed_out: { label: "Took too long", tone: "bad", told: "timed out" },
  cancelled: { label: "Stopped", tone: "quiet", told: "cancelled" },
  approved: { label: "Approved", tone: "busy", told: "approved" },
  changes_requested: { label: "Changes requested", tone: "wait", told: "waiting for changes" },
  rejected: { label: "Rejected", tone: "quiet", told: "rejected" },
  expired: { label: "Expired", tone: "quiet", told: "expired" },
  posting: { label: "Posting", tone: "busy", told: "being posted" },
  posted: { label: "Posted", tone: "good", told: "posted" },
  post_failed: { label: "Not posted", tone: "bad", told: "not posted" },
  needs_check: { label: "Needs a look", tone: "bad", told: "waiting for a check in Slack" },
  correcting: { label: "Correcting", tone: "busy", told: "being corrected" },
  retracted: { label: "Retracted", tone: "quiet", told: "retracted" },
};

export const STEPS: Record<string, { label: string; waiting: string }> = {
  resolve: { label: "Settle the brief", waiting: "Dates, sources, limits" },
  preflight: { label: "See what was merged", waiting: "A quick count first" },
  collect: { label: "Read the pull requests", waiting: "Every one of the window" },
  plan: { label: "Plan by area", waiting: "What belongs together" },
  write: { label: "Write the draft", waiting: "From the evidence only" },
  tools: { label: "Look things up", waiting: "What the model wants to know" },
  lead: { label: "Write the opening", waiting: "Last, from the items" },
  check: { label: "Check every claim", waiting: "Against its pull request" },
  repair: { label: "Mend what the checks found", waiting: "Only if there is something" },
  replace: { label: "Put the rules’ words where faults are left", waiting: "Only if there are some" },
  render: { label: "Set the text", waiting: "Links, names and counts" },
  report_back: { label: "Hand the draft over", waiting: "To this page" },
};

export const DISPOSITIONS: Record<LedgerLine["disposition"], { label: string; short: string }> = {
  cited: { label: "Told in the text", short: "Told" },
  grouped: { label: "Named in a group", short: "Grouped" },
  omitted: { label: "Left out", short: "Left out" },
  cancelled: { label: "Cancelled by a revert", short: "Cancelled" },
};

/** Who decided where a pull request went, and the sign for it. */
export const DECIDERS: Record<NonNullable<LedgerLine["decided"]>["by"], { label: string; icon: string }> = {
  policy: { label: "Policy", icon: "shield-check" },
  author: { label: "Author’s word", icon: "text-quote" },
  paths: { label: "Changed paths", icon: "folder" },
  words: { label: "Title’s words, a hint", icon: "dices" },
  limit: { label: "Limit", icon: "list" },
  model: { label: "Moved by the model", icon: "cpu" },
  person: { label: "By hand", icon: "user" },
  revert: { label: "Reverts", icon: "undo-2" },
  request: { label: "Brief", icon: "pen-line" },
};

/** What an item tells of, as in "told as a fix". */
export const ITEM_KINDS: Record<ItemKind, string> = {
  breaking: "a breaking change",
  security: "a security matter",
  feature: "something new",
  improvement: "an improvement",
  performance: "something faster",
  fix: "a fix",
  docs: "documentation",
  internal: "work under the hood",
  rolled_back: "rolled back",
  coming: "merged, and in no release yet",
  planned: "planned, in review",
  drafted: "planned, still a draft",
};

export const OMIT_REASONS: Record<OmitReason, string> = {
  dependency: "dependency update",
  ci: "build and CI",
  test: "tests only",
  docs: "documentation",
  refactor: "refactoring",
  release: "release chore",
  reverted: "reverted",
  duplicate: "told elsewhere",
  not_user_facing: "nothing people notice",
  policy: "by the profile's rules",
  ignored: "unticked in the brief",
  by_person: "taken out by a person",
  no_room: "no room for more",
};

export const EMPTY_REASONS: Record<string, { title: string; text: string }> = {
  nothing_merged: {
    title: "Nothing was merged",
    text: "No pull request was merged on these branches in this time. That is an answer, too: nothing was posted.",
  },
  all_ignored: {
    title: "Everything was left out",
    text: "Pull requests were merged, but the brief leaves every one of them out. Tick some and try again.",
  },
};
