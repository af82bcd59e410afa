import { type JsonBounds, readJson } from "./bounded-json.ts";

/** The JSON object that a text begins with, as it stands there, without what follows; null: it begins with none. */
export function objectAtStart(text: string, bounds: JsonBounds): string | null {
  const trimmed = text.trim();
  const end = trimmed.startsWith("{") ? endOfObject(trimmed, 0) : null;
  if (end === null) return null;
  const found = trimmed.slice(0, end);
  return readJson(found, bounds).ok ? found : null;
}

/** How much of a text is looked at again, in its lengths: each object in it may have to be tried. */
const LOOKS = 16;
const BEGINS = /^\{\s*"/;
const LONGEST_BEGIN = 200;

/** The last object of a text that is what is looked for, inside of others, too; undefined: there is none. */
export function lastObject(text: string, bounds: JsonBounds, isIt: (value: unknown) => boolean): unknown {
  let left = text.length * LOOKS;
  for (let at = text.lastIndexOf("{"); at >= 0 && left > 0; at = at === 0 ? -1 : text.lastIndexOf("{", at - 1)) {
    left -= 1;
    if (!BEGINS.test(text.slice(at, at + LONGEST_BEGIN))) continue;
    const end = endOfObject(text, at);
    left -= (end ?? text.length) - at;
    const json = end === null ? null : readJson(text.slice(at, end), bounds);
    if (json?.ok && isIt(json.value)) return json.value;
  }
  return undefined;
}

/** Where the object that opens at `from` is closed; null: nowhere. */
function endOfObject(text: string, from: number): number | null {
  let depth = 0;
  let inString = false;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (inString) {
      if (char === "\\") at += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{") depth += 1;
    else if (char === "}" && (depth -= 1) === 0) return at + 1;
  }
  return null;
}
