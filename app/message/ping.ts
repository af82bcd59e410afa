import { Problem } from "../../webhooks/contract/problem.ts";
import { withoutMentions } from "./mention.ts";

const PING = /<[!@#]|@(?:channel|here|everyone)\b/i;
const ADDRESS = /<https?:/i;

/**
 * The last wall: whatever the code before it got wrong, nothing that could ping or hide a link's target goes out.
 *
 * @param asked Whom it is to mention, by their id in Slack.
 */
export function refusePings(value: unknown, asked: ReadonlySet<string>): void {
  if (typeof value === "string" && (PING.test(withoutMentions(value, asked)) || hidesLink(value))) {
    throw new Problem("invalid", "The text would ping people or hide a link.", "Take the mention or link out.");
  }
  if (value && typeof value === "object") for (const each of Object.values(value)) refusePings(each, asked);
}

/** `<https://…|words>`: piece by piece, so that a text of many beginnings is read once. */
function hidesLink(text: string): boolean {
  return text.split(">").some((piece) => {
    const start = piece.search(ADDRESS);
    return start >= 0 && piece.includes("|", start);
  });
}
