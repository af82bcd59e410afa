import { withoutInvisible } from "../../webhooks/contract/visible.ts";
import { PATTERNS } from "./secret-patterns.ts";

type Secret = { kind: string; value: string; at: number };

/** How much of a secret a finding shows, so that a person finds the place; of a short one nothing. */
const SHOWN_CHARS = 4;
const MIN_CHARS_TO_SHOW = 16;

/** What looks like a key in a text, what only shows once its disguise is gone included. */
export function secretsOf(text: string): Secret[] {
  return [...secretsIn(text), ...hiddenIn(text)];
}

/** The same text with each secret cut down to what may be shown: no other finding can repeat one. */
export function withoutSecrets(text: string): string {
  return text
    .split("\n")
    .map((line) => (hiddenIn(line).length > 0 ? cutOut(plain(line)) : cutOut(line)))
    .join("\n");
}

function cutOut(line: string): string {
  let [end, kept] = [0, ""];
  for (const { at, value } of secretsIn(line)) {
    kept += `${line.slice(end, at)}${shownOf(value) || "…"}`;
    end = at + value.length;
  }
  return kept + line.slice(end);
}

/** "" for a short one. */
export function shownOf(value: string): string {
  return value.length < MIN_CHARS_TO_SHOW ? "" : `${value.slice(0, SHOWN_CHARS)}…`;
}

/** Nothing shorter is a secret: `://a:b@c`. */
const LEAST_CHARS = 8;
/** What stands before a secret tells no more than so many characters. */
const CHARS_BEFORE = 60;

/** In order. Where two kinds fit, the one that says more counts. */
function secretsIn(text: string): Secret[] {
  if (text.length < LEAST_CHARS) return [];
  const all = PATTERNS.flatMap(({ kind, pattern, isReal }) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const [at, end] = match.indices?.groups?.secret ?? [match.index, match.index + match[0].length];
      const value = text.slice(at, end);
      return !isReal || isReal(value, text.slice(Math.max(0, at - CHARS_BEFORE), at)) ? [{ kind, value, at }] : [];
    }),
  );
  // A mark for each character that belongs to a secret: two that meet have one in common.
  const taken = all.length > 1 ? new Uint8Array(text.length) : null;
  const first = all.filter(({ at, value }) => {
    const end = at + value.length;
    const meetsOther = taken?.subarray(at, end).includes(1) ?? false;
    taken?.fill(1, at, end);
    return !meetsOther;
  });
  return first.sort((a, b) => a.at - b.at);
}

/** What shows only once escapes, unusual letter forms and invisible characters are gone. */
function hiddenIn(text: string): Secret[] {
  if (text.length < LEAST_CHARS) return [];
  const clear = plain(text);
  if (clear === text) return [];
  const open = new Set(secretsIn(text).map(({ value }) => value));
  return secretsIn(clear).filter(({ value }) => !open.has(value));
}

function plain(text: string): string {
  return withoutInvisible(text.normalize("NFKC")).replace(/\\([!-/:-@[-`{-~])/g, "$1");
}
