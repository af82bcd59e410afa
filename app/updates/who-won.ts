import { findLastMove, type LastMove } from "../../db/app/audit.ts";
import type { Db, Update, UpdateState } from "../../db/app/tables.ts";
import type { Actor } from "../deps.ts";

/** What a person did, and the states that it left the update in: later on, only by machine. */
const DECIDED: Record<string, { words: string; states: readonly UpdateState[] }> = {
  "update.approved": { words: "approved this", states: ["approved", "posting", "posted"] },
  "update.changes_requested": { words: "asked for changes to this", states: ["changes_requested", "generating"] },
  "update.generated_again": { words: "asked for a new draft of this", states: ["generating"] },
  "update.continued": { words: "let the writing of this go on", states: ["generating"] },
  "update.rejected": { words: "rejected this", states: ["rejected"] },
  "update.reopened": { words: "opened this again", states: ["in_review"] },
  "update.cancelled": { words: "stopped this", states: ["cancelled"] },
  "update.post_retried": { words: "posted this again", states: ["posting", "posted"] },
  "update.checked": { words: "looked in Slack for this", states: ["posting", "posted"] },
  "update.correction_approved": { words: "corrected this", states: ["correcting", "posted"] },
  "update.retraction_decided": { words: "retracted this", states: ["correcting", "retracted"] },
};

/**
 * Who brought an update where it is now, and when, as one sentence.
 *
 * @returns null when no person did.
 */
export async function whoWon(db: Db, actor: Actor, update: Update): Promise<string | null> {
  const move = await findLastMove(db, update.id, MOVING);
  const decided = move && DECIDED[move.action];
  if (!move?.actor_id || !decided?.states.includes(update.state)) return null;
  const who = move.actor_id === actor.id ? "You" : (move.actor_name ?? "Somebody");
  return `${who} ${decided.words} ${ago(move)}.`;
}

/** Events that say where an update came to be, but those that only carry a decision out. */
export const MOVING: readonly string[] = [
  ...Object.keys(DECIDED),
  "update.written",
  "update.found_nothing",
  "update.failed",
  "update.timed_out",
  "update.expired",
  "update.post_failed",
  "update.needs_check",
];

const relative = new Intl.RelativeTimeFormat("en-GB");
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

function ago({ seconds_ago }: LastMove): string {
  const [unit, length] = UNITS.find(([, size]) => seconds_ago >= size) ?? ["second", 1];
  return seconds_ago < 1 ? "a moment ago" : relative.format(-Math.floor(seconds_ago / length), unit);
}
