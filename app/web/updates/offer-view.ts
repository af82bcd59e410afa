import { saidLines } from "../../message/render.ts";
import type { ShownFinding } from "../../updates/ask-checks.ts";
import { lineOf, offerDigest, type SeenOffer } from "../../updates/take-offer.ts";
import type { Fields } from "../page/context.ts";

/** What a check offers at its sentence; `sentence` and `digest` go along, so that nothing else is taken over than what was seen. */
export type OfferView = { label: string; says: string; adds: string } & SeenOffer;

/** Null where nothing is offered. */
export function offerView(finding: ShownFinding, text: string): OfferView | null {
  const { offer } = finding;
  if (!offer) return null;
  const { from, to, says } = offer;
  const adds = from === "" ? saidLines(to).join(" ") : "";
  const sentence = lineOf(text, finding);
  return { label: adds ? "Add this line" : `Write ${to}`, says, adds, sentence, digest: offerDigest(sentence, offer) };
}

/** What whoever pressed had before their eyes, to the letter. */
export const seenIn = (fields: Fields): SeenOffer => ({
  sentence: fields["sentence"]?.[0] ?? "",
  digest: fields["offered"]?.[0] ?? "",
});
