/**
 * The signs that a server writes for five characters where it takes texts for HTML. They may as well be what somebody wrote: nothing in a
 * text tells which.
 */
const ENTITY = /&(?:lt|gt|amp|#34|#39);/;
const ENTITIES = new RegExp(ENTITY, "g");
const CHARACTERS: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
  "&#34;": '"',
  "&#39;": "'",
};

export const hasEntities = (text: string): boolean => ENTITY.test(text);

/** The other reading of a text with such signs in it: each of them as the character, once. */
export function otherReading(text: string): string {
  return text.replace(ENTITIES, (entity) => CHARACTERS[entity] ?? entity);
}

/**
 * Quotes and apostrophes where their place says that they are some: around words, or behind a letter. Nobody writes of a sign of HTML
 * there. One that stands elsewhere, and every `&lt;`, `&gt;` and `&amp;`, may be what somebody wrote, and so may all in code: they stay.
 */
export function withQuotes(text: string): string {
  if (!hasEntities(text)) return text;
  let fenced = false;
  return text
    .split("\n")
    .map((line) => {
      const isFence = line.trimStart().startsWith("```");
      if (isFence) fenced = !fenced;
      return fenced || isFence ? line : line.split("`").map(quotesOutside).join("`");
    })
    .join("\n");
}

/** What stands between two marks of code is every other part of a line. */
function quotesOutside(part: string, at: number): string {
  if (at % 2 === 1 || !hasEntities(part)) return part;
  return aroundWords(aroundWords(part, "&#34;"), "&#39;").replace(/(?<=\p{L})&#39;/gu, "'");
}

const OPENS = /(?:^|[\s([{])$/;
const CLOSES = /^(?:$|[\s)\]}.,;:!?])/;

/** Those that open and those that close, where there are as many of both. */
function aroundWords(part: string, entity: string): string {
  const pieces = part.split(entity);
  const signs = pieces.slice(1).map((after, at) => {
    const before = pieces[at] ?? "";
    const opens = OPENS.test(before.slice(-1)) && /^\S/.test(after || "&");
    const closes = /\S$/.test(before || "&") && CLOSES.test(after.slice(0, 1));
    return opens === closes ? null : opens ? ("opens" as const) : ("closes" as const);
  });
  const count = (which: "opens" | "closes") => signs.filter((sign) => sign === which).length;
  if (count("opens") !== count("closes")) return part;
  return pieces.reduce(
    (read, piece, at) => read + (signs[at - 1] === null ? entity : (CHARACTERS[entity] ?? "")) + piece,
  );
}
