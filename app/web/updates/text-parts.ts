import { diffLines } from "diff";
import { itemWords } from "./item-words.ts";
import { type DiffPart, type DiffView, MAX_LINE_EDITS } from "./text-view.ts";

/** A text of lines: by words within a line that was rewritten, and whole lines where hardly a word of it is left; not at all where most differ. */
export function textParts(before: string, after: string): DiffView {
  const lines = diffLines(before, after, { maxEditLength: MAX_LINE_EDITS });
  if (lines === undefined) return { parts: [], apart: true };
  const parts: DiffPart[] = [];
  let removed = "";
  for (const { added, removed: isRemoved, value } of lines) {
    if (isRemoved) removed = value;
    else if (added) {
      parts.push(...itemWords(removed, value));
      removed = "";
    } else {
      if (removed) parts.push({ kind: "removed", text: removed });
      removed = "";
      parts.push({ kind: "same", text: value });
    }
  }
  if (removed) parts.push({ kind: "removed", text: removed });
  return { parts, apart: false };
}
