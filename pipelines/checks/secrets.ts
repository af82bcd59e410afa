import { sha256 } from "../../webhooks/contract/digest.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { withoutInvisible } from "./invisible.ts";
import { type Passage, placeOf } from "./passages.ts";
import { PATTERNS } from "./secret-patterns.ts";

type Secret = { kind: string; value: string; at: number };

/** How much of a secret a finding shows, so that a person finds the place; of a short one nothing. */
const SHOWN_CHARS = 4;
const MIN_CHARS_TO_SHOW = 16;

/** H11: no text carries a key. Whoever wrote it, and however it got there. */
export function checkSecrets(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  return passages.flatMap((passage) =>
    [...secretsIn(passage.raw), ...hiddenIn(passage.raw)].map(({ kind, value }) => {
      const start = shownOf(value);
      return found({
        check: "H11",
        severity: "fault",
        message: `${placeOf(passage, facts)} holds what looks like ${kind}${start && ` (${start})`}.`,
        fix: "Take it out, and if it is real, have it replaced: whoever saw the text may have kept it.",
        // A few bits tell two keys apart and give neither away.
        about: `secret ${kind} ${sha256(value).slice(0, 4)}`,
        line: passage.line,
        prs: passage.prs,
      });
    }),
  );
}

/** The same text with each secret cut down to what may be shown: no other finding can repeat one. */
export function withoutSecrets(text: string): string {
  return text
    .split("\n")
    .map((line) => (hiddenIn(line).length > 0 ? cutOut(plain(line)) : cutOut(line)))
    .join("\n");
}

function cutOut(line: string): string {
  return secretsIn(line).reduceRight(
    (rest, { at, value }) => `${rest.slice(0, at)}${shownOf(value) || "…"}${rest.slice(at + value.length)}`,
    line,
  );
}

function shownOf(value: string): string {
  return value.length < MIN_CHARS_TO_SHOW ? "" : `${value.slice(0, SHOWN_CHARS)}…`;
}

/** In order. Where two kinds fit, the one that says more counts. */
function secretsIn(text: string): Secret[] {
  const all = PATTERNS.flatMap(({ kind, pattern, isReal }) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const [at, end] = match.indices?.groups?.secret ?? [match.index, match.index + match[0].length];
      const value = text.slice(at, end);
      return !isReal || isReal(value, text.slice(0, at)) ? [{ kind, value, at }] : [];
    }),
  );
  const meets = (a: Secret, b: Secret) => a.at < b.at + b.value.length && b.at < a.at + a.value.length;
  const first = all.filter((secret, place) => !all.slice(0, place).some((other) => meets(secret, other)));
  return first.sort((a, b) => a.at - b.at);
}

/** What shows only once escapes, unusual letter forms and invisible characters are gone. */
function hiddenIn(text: string): Secret[] {
  const clear = plain(text);
  if (clear === text) return [];
  const open = new Set(secretsIn(text).map(({ value }) => value));
  return secretsIn(clear).filter(({ value }) => !open.has(value));
}

function plain(text: string): string {
  return withoutInvisible(text.normalize("NFKC")).replace(/\\([!-/:-@[-`{-~])/g, "$1");
}
