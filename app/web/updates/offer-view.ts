import { saidLines } from "../../message/render.ts";
import type { ShownFinding } from "../../updates/ask-checks.ts";
import { lineOf } from "../../updates/take-offer.ts";
import type { Fields } from "../page/context.ts";

/** What a check offers at its sentence; `sentence` and `to` go along, so that nothing else is taken over than what was seen. */
export type OfferView = { label: string; says: string; adds: string; sentence: string; to: string };

/** Null where nothing is offered. */
export function offerView(finding: ShownFinding, text: string): OfferView | null {
  const { offer } = finding;
  if (!offer) return null;
  const { from, to, says } = offer;
  const adds = from === "" ? saidLines(to).join(" ") : "";
  return { label: adds ? "Add this line" : `Write ${to}`, says, adds, sentence: lineOf(text, finding), to };
}

/** What whoever pressed had before their eyes, to the letter. */
export const seenIn = (fields: Fields): { sentence: string; to: string } => ({
  sentence: fields["sentence"]?.[0] ?? "",
  to: fields["offered"]?.[0] ?? "",
});
