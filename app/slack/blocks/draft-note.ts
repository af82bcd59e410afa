import { saidLines } from "../../message/render.ts";
import { section } from "./block.ts";
import { short } from "./card-words.ts";
import type { Message } from "./shapes.ts";
import { escaped, mention } from "./text.ts";

const SHOWN_LINES = 3;
const LINE_CHARS = 160;

type LineDiff = { added: string[]; gone: string[]; same: number };

/** Lines, as they are read, of one text that the other has not; a line that only moved is the same line. */
export function diffLines(before: string, after: string): LineDiff {
  const [old, now] = [linesIn(before), linesIn(after)];
  const gone = without(old, now);
  return { added: without(now, old), gone, same: old.length - gone.length };
}

const linesIn = (text: string): string[] => saidLines(text).flatMap((line) => line.trim() || []);

function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

type Rewritten = {
  before: string;
  after: string;
  revision: number;
  /** Who asked for it; they are told by name, once. Null: somebody else's card. */
  asked: { slack_user_id: string | null; name: string } | null;
};

/** What a new draft changed, in a few lines under the card. */
export function rewrittenNote({ before, after, revision, asked }: Rewritten): Message {
  const { added, gone } = diffLines(before, after);
  const head = `Rewritten, revision ${revision}: ${countsOf(added.length, gone.length)}`;
  const shown = added.slice(0, SHOWN_LINES).map((line) => `• ${short(line, LINE_CHARS)}`);
  const more = added.length > SHOWN_LINES ? [`…and ${added.length - SHOWN_LINES} more`] : [];
  const whom = asked ? `${mention(asked.slack_user_id, asked.name)} ` : "";
  return { text: `${escaped(head)}`, blocks: [section([`${whom}${escaped(head)}`, ...shown, ...more].join("\n"))] };
}

function countsOf(added: number, gone: number): string {
  if (added + gone === 0) return "the same lines as before.";
  const changed = Math.min(added, gone);
  const parts = [
    ...(changed > 0 ? [changed === 1 ? "1 line changed" : `${changed} lines changed`] : []),
    ...(added > changed ? [`${added - changed} new`] : []),
    ...(gone > changed ? [`${gone - changed} gone`] : []),
  ];
  return `${parts.join(", ")}.`;
}
