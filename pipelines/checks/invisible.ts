import type { Finding } from "../../webhooks/contract/finding.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { type Passage, placeOf } from "./passages.ts";

/** Controls, zero-width and bidirectional marks, fillers that look like nothing, musical and shorthand formats, tags and selectors of old scripts. */
const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;
/** A selector belongs behind a sign that has several looks; behind anything else, or behind another one, it hides data. */
const STRAY_SELECTOR = /(?<![\p{Emoji}\p{Extended_Pictographic}\p{Script=Han}\u2190-\u2bff])[\ufe00-\ufe0f]/gu;
/** What may be an emoji: a pair of letters for a flag, or signs with their looks, tied by joiners. */
const MAYBE_EMOJI =
  /\p{RI}\p{RI}|\p{Emoji}(?:\p{EMod}|\ufe0f\u20e3?|[\u{e0020}-\u{e007e}]+\u{e007f})?(?:\u200d\p{Emoji}(?:\p{EMod}|\ufe0f)?)*/gu;
const EMOJI = /^\p{RGI_Emoji}$/v;
/** Most lines have nothing else than these, and nothing of these is invisible. */
const UNUSUAL = /[^\t\n\r -~]/;
/** A joiner inside words of scripts that need it. */
const SEEN_JOINER = /(?<=[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{M}])[\u200c\u200d](?=\p{L})/gu;

const MOST_NAMED = 3;

/** H13: nothing stands in a text that a person who approves it cannot see. */
export function checkInvisible(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  return passages.flatMap((passage) => {
    const codes = invisibleIn(passage.raw);
    if (codes.length === 0) return [];
    const names = codes.slice(0, MOST_NAMED).join(", ");
    return found({
      check: "H13",
      severity: passage.isTitle ? "flag" : "fault",
      message: `${placeOf(passage, facts)} holds characters that cannot be seen (${names}).`,
      fix: "Type the words anew: copied text brings such characters along.",
      about: `invisible ${passage.prs.join(" ")} ${codes.join(" ")}`,
      line: passage.line,
      prs: passage.prs,
    });
  });
}

export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, "").replace(STRAY_SELECTOR, "");
}

/** Looking one up among all emoji takes microseconds, so each is looked up once a text. */
function withoutEmoji(text: string): string {
  const known = new Map<string, boolean>();
  return text.replace(MAYBE_EMOJI, (signs) => {
    const isEmoji = known.get(signs) ?? EMOJI.test(signs);
    known.set(signs, isEmoji);
    return isEmoji ? "" : signs;
  });
}

/** "U+200B", each once. */
function invisibleIn(text: string): string[] {
  if (!UNUSUAL.test(text)) return [];
  const rest = withoutEmoji(text).replace(SEEN_JOINER, "");
  const all = [...(rest.match(INVISIBLE) ?? []), ...(rest.match(STRAY_SELECTOR) ?? [])];
  const codes = all.map((one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`);
  return [...new Set(codes)];
}
