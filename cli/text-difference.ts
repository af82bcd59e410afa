import { diffLines, diffWordsWithSpace } from "diff";
import { withoutInvisible } from "../webhooks/contract/visible.ts";
import { dim, green, red } from "./say.ts";

/** Around what changed, so that one sees where it stands. */
const LINES_AROUND = 2;
/** Two texts that have less in common are told as two. */
const MOST_EDITS = 2_000;
/** Of two lines, words: with less in common they are told one under the other. */
const LEAST_KEPT = 0.3;

type Line = { sign: " " | "-" | "+" | "~"; text: string };

/**
 * What changed from one text to another, line by line, and in a line that was rewritten word by word: [-what went-] and {+what came+}.
 * The marks stand there in colour as well, so that nobody needs to see it.
 */
export function textDifference(older: string, newer: string): string[] {
  const lines = linesOf(older, newer);
  if (!lines) return [...whole("-", older), ...whole("+", newer)];
  const changed = lines.flatMap(({ sign }, at) => (sign === " " ? [] : [at]));
  if (changed.length === 0) return [dim("  the same words; the end of a line differs")];
  const near = (at: number) => changed.some((one) => Math.abs(one - at) <= LINES_AROUND);
  return lines.flatMap((line, at) => {
    if (near(at)) return [drawn(line)];
    return at > 0 && near(at - 1) ? [dim("  …")] : [];
  });
}

const whole = (sign: "-" | "+", text: string): string[] => plain(text).map((line) => drawn({ sign, text: line }));

function linesOf(older: string, newer: string): Line[] | null {
  const parts = diffLines(ended(older), ended(newer), { maxEditLength: MOST_EDITS });
  if (!parts) return null;
  const lines: Line[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const [part, next] = [parts[at], parts[at + 1]];
    if (part?.removed && next?.added) {
      lines.push(...rewritten(plain(part.value), plain(next.value)));
      at += 1;
    } else if (part) {
      const sign = part.added ? "+" : part.removed ? "-" : " ";
      lines.push(...plain(part.value).map((text) => ({ sign, text }) as const));
    }
  }
  return lines;
}

/** Line beside line, as long as there are both. */
function rewritten(before: readonly string[], after: readonly string[]): Line[] {
  const both = Math.min(before.length, after.length);
  return [
    ...before.slice(0, both).flatMap((text, at) => pairOf(text, after[at] ?? "")),
    ...before.slice(both).map((text) => ({ sign: "-", text }) as const),
    ...after.slice(both).map((text) => ({ sign: "+", text }) as const),
  ];
}

function pairOf(before: string, after: string): Line[] {
  const words = diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS });
  const kept = words?.reduce((sum, part) => sum + (part.added || part.removed ? 0 : part.value.length), 0) ?? 0;
  if (!words || kept < LEAST_KEPT * Math.max(before.length, after.length)) {
    return [
      { sign: "-", text: before },
      { sign: "+", text: after },
    ];
  }
  const text = words
    .map(({ added, removed, value }) => {
      const shown = inTerminal(value);
      return added ? green(`{+${shown}+}`) : removed ? red(`[-${shown}-]`) : shown;
    })
    .join("");
  return [{ sign: "~", text }];
}

/** Whether the last line ends with one is no line of its own. */
const ended = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}\n`);
const plain = (text: string): string[] => (text === "" ? [] : ended(text).slice(0, -1).split("\n"));

function drawn({ sign, text }: Line): string {
  const line = `${sign} ${sign === "~" ? text : inTerminal(text)}`.trimEnd();
  return sign === "-" ? red(line) : sign === "+" ? green(line) : line;
}

/** Nothing in it moves the cursor; its indentation stays. */
const inTerminal = (text: string): string => withoutInvisible(text).replaceAll("\t", "  ");
