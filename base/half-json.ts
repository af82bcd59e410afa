/** Stands at the end of the one text that is still being written. */
export const STILL_OPEN = "\0";

const [QUOTE, BACKSLASH, COMMA, COLON, LOWER_U] = [0x22, 0x5c, 0x2c, 0x3a, 0x75];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * JSON whose end has not come yet, closed where it stands. Of what is half only a text stays, marked by STILL_OPEN; half a name, number
 * or character does not. What follows its end is left out. Whether it is JSON is for the parser.
 */
export function closedJson(text: string): string {
  const closers: string[] = [];
  /** Up to here everything is whole, but for what is open. */
  let whole = 0;
  let isName = false;
  const closed = (end: number, more = "") => text.slice(0, end) + more + closers.toReversed().join("");
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const { end, readable } = stringAt(text, at);
      if (end === null) return isName ? closed(whole) : closed(readable, `${JSON.stringify(STILL_OPEN).slice(1)}`);
      at = end;
      if (!isName) whole = end + 1;
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      isName = code === OPEN_OBJECT;
      closers.push(isName ? "}" : "]");
      whole = at + 1;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
      closers.pop();
      whole = at + 1;
      if (closers.length === 0) return text.slice(0, whole);
    } else if (code === COMMA) {
      whole = at;
      isName = closers.at(-1) === "}";
    } else if (code === COLON) isName = false;
  }
  return closed(whole);
}

/** @returns where its closing quote stands, null where it has none yet, and up to where its characters are whole. */
function stringAt(text: string, from: number): { end: number | null; readable: number } {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return { end: at, readable: at };
    if (code !== BACKSLASH) continue;
    const last = at + (text.charCodeAt(at + 1) === LOWER_U ? 5 : 1);
    if (last >= text.length) return { end: null, readable: at };
    at = last;
  }
  return { end: null, readable: text.length };
}
