const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** An escaped sign, or a code span; whichever begins first wins, as in markdown. */
const LITERAL = /\\[!-/:-@[-`{-~]|(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g;

/** The lines of a markdown text with everything that stands for itself blanked: escaped signs, code spans, fenced code. */
export function markupLines(markdown: string): string[] {
  let fence = "";
  return markdown.split("\n").map((line) => {
    const mark = FENCE.exec(line)?.[1] ?? "";
    if (fence) {
      if (mark.startsWith(fence)) fence = "";
      return "";
    }
    if (mark) {
      fence = mark;
      return "";
    }
    return line.replace(LITERAL, (literal) => " ".repeat(literal.length));
  });
}

/** What stands in code spans of a text's lines, from one 1-based line up to another, which is not read. */
export function codeSpans(all: readonly string[], from: number, until = Infinity): string[] {
  const lines = all.slice(from - 1, until - 1);
  return lines.flatMap((line) => [...line.matchAll(LITERAL)].flatMap(([, , code]) => (code ? [code.trim()] : [])));
}
