import { saidLines } from "../../message/render.ts";
import { diffView, type DiffPart } from "./text-view.ts";

/** Of a sentence that was rewritten so far, words in between cannot be read. */
const LEAST_KEPT = 0.4;

/** Word by word; where hardly one is left, the old sentence and the new one. */
export function itemWords(before: string, after: string): DiffPart[] {
  const { parts } = diffView(before, after);
  const kept = parts.reduce((sum, { kind, text }) => sum + (kind === "same" ? text.trim().length : 0), 0);
  if (kept / Math.max(1, Math.min(before.length, after.length)) >= LEAST_KEPT) return parts;
  const [old, fresh]: DiffPart[] = [
    { kind: "removed", text: before },
    { kind: "added", text: after },
  ];
  return [old, fresh].flatMap((part) => (part?.text ? [part] : []));
}

/** What an item says, without its marks. */
export const wordsSaid = (markdown: string | undefined): string => saidLines(markdown ?? "").join(" ");
