import type { MessageBlock } from "./message.ts";
import { isBreak } from "./tokens.ts";

/** What paragraphs, headings and pieces of code say, without marks. */
export const sayingsOf = (blocks: readonly MessageBlock[]): string[] =>
  blocks
    .flatMap(({ tokens }) => tokens)
    .map(({ children, content }) => children?.map((part) => (isBreak(part) ? "\n" : part.content)).join("") ?? content)
    .filter((said) => said.trim());
