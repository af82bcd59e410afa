import type { UpdateDetail } from "../../updates/load.ts";
import { sourceNotes } from "../../updates/source-notes.ts";
import { degradedText } from "../runs/writing-facts.ts";

/** `link`: "" or where to read more, in `more` words. */
export type Note = { text: string; link: string; more: string };

/** What its readers should know of how a draft came about. */
export function notesOf({ update, generation, audit }: UpdateDetail): Note[] {
  const { previewed_digest: seen, evidence_digest: read } = generation ?? {};
  const { degraded } = update;
  const link = generation?.run_id ? `/updates/${update.id}/run` : "";
  const more = { link, more: "See what was tried" };
  const changed = "The list changed after you looked at it: the draft reads it as it is now.";
  return [
    ...(degraded ? [{ text: degradedText(degraded), ...more }] : []),
    ...sourceNotes(audit).map((text) => ({ text, link: "", more: "" })),
    ...(seen && read && seen !== read ? [{ text: changed, link: "", more: "" }] : []),
  ];
}
