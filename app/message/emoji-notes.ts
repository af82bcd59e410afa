import { unknownEmoji } from "./emoji.ts";
import { markdownIt } from "./markdown.ts";

/** What is said of names in a sentence that Slack does not know; they stay as they were typed. Code is not read. */
export function emojiNotes(words: string): string[] {
  const inline = markdownIt.parseInline(words, {}).flatMap(({ children }) => children ?? []);
  const said = inline.map(({ type, content }) => (type === "text" ? content : " ")).join("");
  return unknownEmoji(said).map(({ name, nearest }) =>
    nearest
      ? `Slack knows no :${name}:. Did you mean :${nearest}:? A workspace’s own stays as it is.`
      : `Slack knows no :${name}:. A workspace’s own stays as it is.`,
  );
}
