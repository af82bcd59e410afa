import { z } from "zod";
import { readJson } from "../../../base/bounded-json.ts";
import { closedJson, STILL_OPEN } from "../../../base/half-json.ts";
import { cleanLine, lastBreak } from "../../text/clean-text.ts";
import { withoutSecrets } from "../../text/secrets.ts";
import type { Draft } from "./draft.ts";
import { ANSWER_BOUNDS, marksOf, withoutFence } from "./read-answer.ts";

/** More texts than these nobody reads while they are being written. */
const MOST_TEXTS = 60;
const MOST_CHARS = 400;
/** Before a text is cleaned; more of it is not looked at. */
const MOST_READ_CHARS = 2_000;
/** Who says more before its answer is thinking aloud. */
const MOST_BEFORE_CHARS = 200;

/** Items, or an entry for each pull request. */
const share = z.union([
  z.object({ items: z.array(z.unknown()) }).transform(({ items }) => items.flatMap(textIn)),
  z.record(z.string(), z.unknown()).transform((entries) => Object.values(entries).flatMap(textBehindTitle)),
]);
const opening = z.object({ intro: z.string() }).transform(({ intro }) => [intro]);
const item = z.object({ text: z.string() });
const entry = item.extend({ title: z.string(), kind: z.string() });
const READABLE = { share, lead: opening, wording: item.transform(({ text }) => [text]) };

function textIn(value: unknown): string[] {
  const read = item.safeParse(value);
  return read.success ? [read.data.text] : [];
}

function textBehindTitle(value: unknown): string[] {
  const read = entry.safeParse(value);
  return read.success ? [read.data.text] : [];
}

/**
 * What people may read of an answer that is being written: the sentences of its items, or its opening, as far as they have come. No
 * thoughts, nothing that is not in the form, no key and no beginning of one. Nothing of it is checked.
 */
export function textsSoFar(answer: string, { job, rung }: Pick<Draft, "job" | "rung">, nonce: string): string[] {
  const json = objectBegun(answer, rung === "text" ? marksOf(nonce)[0] : null);
  const half = json === null ? null : readJson(closedJson(json), ANSWER_BOUNDS);
  const read = half?.ok ? READABLE[job].safeParse(half.value) : null;
  if (!read?.success) return [];
  return read.data
    .slice(0, MOST_TEXTS)
    .map(readable)
    .filter((text) => text !== "");
}

/** What looks like a key only shows as one when it is whole, so the last word waits for the next. */
function readable(text: string): string {
  const isWhole = !text.endsWith(STILL_OPEN) && text.length <= MOST_READ_CHARS;
  const begin = text.slice(0, MOST_READ_CHARS);
  const words = isWhole ? begin : begin.slice(0, lastBreak(begin));
  return cleanLine(withoutSecrets(words), MOST_CHARS);
}

/** The answer's object from its beginning, where nothing else can be meant: at the start, behind thoughts, or behind this run's mark. */
function objectBegun(answer: string, mark: string | null): string | null {
  const at = mark === null ? 0 : placeOfMark(answer, mark);
  const said = at === null ? "" : withoutFence(mark === null ? behindThoughts(answer) : answer.slice(at));
  return said.startsWith("{") ? said : null;
}

/** Where the first mark ends; null: there is none yet, or thoughts may be about it. */
function placeOfMark(answer: string, mark: string): number | null {
  const from = thoughtsEnd(answer);
  const at = answer.indexOf(mark, from);
  if (at < 0 || at - from > MOST_BEFORE_CHARS || answer.slice(from, at).includes("<think")) return null;
  return at + mark.length;
}

function behindThoughts(answer: string): string {
  return answer.trimStart().startsWith("{") ? answer : answer.slice(thoughtsEnd(answer));
}

const THOUGHTS_END = "</think>";

function thoughtsEnd(answer: string): number {
  const end = answer.lastIndexOf(THOUGHTS_END);
  return end < 0 ? 0 : end + THOUGHTS_END.length;
}
