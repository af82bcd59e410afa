import type { UpdateDetail } from "../../updates/load.ts";
import { putBackBecause } from "../../updates/put-back-because.ts";
import { sourceNotes } from "../../updates/source-notes.ts";
import { degradedText } from "../runs/writing-facts.ts";

/** `link`: "" or where to read more, in `more` words. */
export type Note = { text: string; link: string; more: string };

/** What its readers should know of how a draft came about. */
export function notesOf(detail: UpdateDetail): Note[] {
  const { update, generation, audit } = detail;
  const { previewed_digest: seen, evidence_digest: read } = generation ?? {};
  const { degraded } = update;
  const link = generation?.run_id ? `/updates/${update.id}/run` : "";
  const more = { link, more: "See what was tried" };
  const changed = "The list changed after you looked at it: the draft reads it as it is now.";
  const back = putBackBecause(detail);
  return [
    ...(back ? [{ text: `It was not posted. ${back}`, link: "", more: "" }] : []),
    ...(degraded ? [{ text: degradedText(degraded), ...more }] : []),
    ...sourceNotes(audit).map((text) => ({ text, link: "", more: "" })),
    ...(seen && read && seen !== read ? [{ text: changed, link: "", more: "" }] : []),
  ];
}
