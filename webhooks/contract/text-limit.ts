import { z } from "zod";
import { Problem } from "./problem.ts";

/**
 * How long an update's text may be, whoever wrote it and wherever: UTF-16 units, as a browser's text field counts them. Four full
 * Slack messages; more is no summary.
 */
export const MAX_TEXT_CHARS = 40_000;
/**
 * One Slack message, links written out: no paragraph or list item may be longer. Slack counts all blocks of a message together and
 * refuses from about 13,200 on; documented are 12,000.
 * @source bolt-js#2509 (observed), docs.slack.dev, `markdown` block.
 */
export const MAX_MESSAGE_CHARS = 10_500;
/** Tokens inside each other: nine lists in lists. Slack shows no more, and each level costs a look at every line. */
export const MAX_NESTING = 20;

/** A line end counts once, although a plain form sends two characters for it, and the last one not at all: every text has it. */
export function lengthOfText(text: string): number {
  let length = text.length - (text.endsWith("\n") ? 1 : 0);
  for (let at = text.indexOf("\r\n"); at >= 0; at = text.indexOf("\r\n", at + 2)) length -= 1;
  return length;
}

export const isTooLong = (text: string): boolean => lengthOfText(text) > MAX_TEXT_CHARS;

/** @throws {Problem} `invalid` when there is more of it than fits. Cheap: for texts of any length, before anything reads them. */
export function requireFitting(text: string): void {
  const length = lengthOfText(text);
  if (length > MAX_TEXT_CHARS) throw tooLong(length);
}

function tooLong(length: number): Problem {
  const fix = `Shorten it by ${counted(length - MAX_TEXT_CHARS)}.`;
  const message = factOf(length);
  return new Problem("invalid", message, fix, { details: [{ path: "markdown", code: "too_big", message, fix }] });
}

const factOf = (length: number) => `The text has ${counted(length)} characters; ${counted(MAX_TEXT_CHARS)} fit.`;
const counted = (number: number) => number.toLocaleString("en");

/** The same limit for a text that comes as JSON, with the line end that every text has. */
export const fittingText = z.string().max(MAX_TEXT_CHARS + 1, {
  error: ({ input }) => factOf(typeof input === "string" ? input.length : 0),
});
