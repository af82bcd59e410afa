/**
 * How much JSON is read: levels inside each other; values, whatever they are; members of any one object. Reading it into shapes costs
 * many times as much as the text, and an object with many members costs most, so all this is counted on the text.
 */
export type JsonBounds = { depth: number; values: number; members: number };

export type Excess = keyof JsonBounds;
type ReadJson = { ok: true; value: unknown } | { ok: false; excess: Excess | null };

/**
 * JSON from outside as a value. Nothing is built before it is known to fit.
 *
 * @returns `excess` null: it is no JSON.
 */
export function readJson(text: string, bounds: JsonBounds): ReadJson {
  const excess = excessOf(text, bounds);
  if (excess) return { ok: false, excess };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, excess: null };
  }
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** What there is too much of; null: nothing. Counts what begins or parts values, outside of strings; the rest is for the parser. */
export function excessOf(text: string, { depth, values, members }: JsonBounds): Excess | null {
  /** Members so far of each object that is open; minus infinity for a list, whose elements only count as values. */
  const open: number[] = [];
  let seen = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) open.pop();
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      seen += 1;
      if (open.push(code === OPEN_OBJECT ? 1 : Number.NEGATIVE_INFINITY) > depth) return "depth";
    } else if (code === COMMA) {
      seen += 1;
      const inner = open.length - 1;
      const count = (open[inner] ?? 0) + 1;
      if (count > members) return "members";
      if (inner >= 0) open[inner] = count;
    }
    if (seen > values) return "values";
  }
  return null;
}

/** @returns where its closing quote stands, or the end of the text. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
