const FIRST_WORDS_CHARS = 60;

/** How a sentence begins, for whoever knows it. */
export function firstWords(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= FIRST_WORDS_CHARS ? line : `${line.slice(0, FIRST_WORDS_CHARS).replace(/\s\S*$/, "")}…`;
}
