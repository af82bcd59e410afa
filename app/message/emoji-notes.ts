import { unknownEmoji } from "./emoji.ts";
import { markdownIt } from "./markdown.ts";

/**
 * What is said of names in a sentence that Slack does not know; they stay as they were typed. Code is not read.
 *
 * @param own The workspace's own names; null: nobody says which it has.
 */
export function emojiNotes(words: string, own: ReadonlySet<string> | null): string[] {
  const inline = markdownIt.parseInline(words, {}).flatMap(({ children }) => children ?? []);
  const said = inline.map(({ type, content }) => (type === "text" ? content : " ")).join("");
  return unknownEmoji(said, own ?? new Set()).map(({ name, nearest }) => {
    const meant = nearest && ` Did you mean :${nearest}:?`;
    if (own) return `Neither Slack nor your workspace has :${name}:.${meant}`;
    return `Slack knows no :${name}:.${meant} A workspace’s own stays as it is.`;
  });
}
