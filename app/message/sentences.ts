import { sha256 } from "../../webhooks/contract/digest.ts";
import { splitCitations } from "../../webhooks/contract/report-text.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { blocksOf, type MessageBlock, type MessageContext } from "./message.ts";
import { sayingsOf } from "./sayings.ts";

/** What somebody may say something about: an item of a list, a paragraph, a table, as a reader sees it. */
export type Sentence = {
  /** Tells it from the others of its text, wherever it stands. */
  key: string;
  /** What it says, without marks. */
  words: string;
  prs: string[];
  /** 1-based; where it begins. */
  line: number;
};

const KEY_CHARS = 16;
/** Nobody looks a longer one up by its words. */
const MAX_WORDS_CHARS = 1_500;

/** The sentences of a text, in its order, with the logins that were typed; of one that no message holds, none. */
export function sentencesOf(markdown: string, { people: _, ...context }: MessageContext): Sentence[] {
  const seen = new Map<string, number>();
  return readable(markdown, context).flatMap((block) => {
    const words = sayingsOf([block]).join(" ").replaceAll("\n", " ").trim().slice(0, MAX_WORDS_CHARS);
    const line = lineOf(block);
    if (block.kind === "heading_open" || words === "" || line === null) return [];
    const times = seen.get(words) ?? 0;
    seen.set(words, times + 1);
    const key = sha256(times === 0 ? words : `${words}\n${times}`).slice(0, KEY_CHARS);
    const prs = splitCitations(words, context.sources).flatMap(({ ref }) => ref ?? []);
    return [{ key, words, line, prs: [...new Set(prs)] }];
  });
}

function readable(markdown: string, context: MessageContext): MessageBlock[] {
  try {
    return blocksOf(markdown, context);
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}

/** Where its own first token stands: the list around an item is that of all of them. */
function lineOf({ tokens }: MessageBlock): number | null {
  const first = tokens.find(({ type, map }) => map !== null && !type.endsWith("list_open"));
  return first?.map ? first.map[0] + 1 : null;
}
