import type { types } from "@slack/bolt";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { saidLines } from "../../message/render.ts";
import type { AskedFinding } from "../../updates/asked-findings.ts";
import { offerDigest, type SeenOffer } from "../../updates/take-offer.ts";
import { button } from "./block.ts";
import { short } from "./card-words.ts";
import { SLACK } from "./limits.ts";

/** What one tap takes over from the evidence. */
type OfferRef = { update_id: string; finding_key: string; seen: SeenOffer };

const LINE_CHARS = 300;

/** Where it is from; of a line that is missing the whole of it; of words that no button holds these. */
export function offerLines({ offer }: Pick<AskedFinding, "offer">): string[] {
  if (!offer) return [];
  const { from, to, says } = offer;
  const adds = from === "" ? saidLines(to).join(" ") : labelOf(offer).length > SLACK.button ? to : "";
  return [short(says, LINE_CHARS), adds && `“${short(adds, LINE_CHARS)}”`].filter(Boolean);
}

/** Undefined where nothing is offered. */
export function offerButton(update_id: string, finding: AskedFinding): types.Button | undefined {
  const { key: finding_key, offer, sentence } = finding;
  if (!offer || finding_key.length > MOST_KEY_CHARS) return undefined;
  const label =
    offer.from === "" ? `Add this line: ${saidLines(offer.to).join(" ")}` : `Write ${offer.to} for ${offer.from}`;
  const seen = { sentence, digest: offerDigest(sentence, offer) };
  return button(labelOf(offer), `take_offer.${finding_key}`, {
    value: written({ update_id, finding_key, seen }),
    label,
  });
}

const labelOf = ({ from, to }: NonNullable<AskedFinding["offer"]>): string =>
  from === "" ? "Add this line" : `Write ${to}`;

/** An action’s id holds 255 characters, a button’s value 2,000. Source: docs.slack.dev, "Button element". */
const MOST_KEY_CHARS = 200;
const MOST_SENTENCE_CHARS = 1_500;

const written = ({ update_id, finding_key, seen }: OfferRef): string =>
  [update_id, seen.digest, encodeURIComponent(finding_key), whole(seen.sentence)].join(":");

/** Of a very long line its beginning, and its end, where its pull requests are. */
function whole(sentence: string): string {
  if (sentence.length <= MOST_SENTENCE_CHARS) return sentence;
  const half = MOST_SENTENCE_CHARS / 2;
  return `${sentence.slice(0, half)}…${sentence.slice(-half)}`.toWellFormed();
}

const WRITTEN = /^([0-9a-f-]{36}):([0-9a-f]{32}):([^:]*):([^]*)$/;

/** @throws {Problem} `invalid` for what we never wrote. */
export function readOffer(value: string): OfferRef {
  const [, update_id, digest, key, sentence = ""] = WRITTEN.exec(value) ?? [];
  if (!update_id || !digest || key === undefined)
    throw new Problem("invalid", "This button is from another time.", "Close the form and open it again.");
  return { update_id, finding_key: decodeURIComponent(key), seen: { sentence, digest } };
}
