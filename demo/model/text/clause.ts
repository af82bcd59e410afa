import { firstVerb, isVerb, third } from "./verbs.ts";

/** What the sentence of a title says, ready to be told in a voice. */
export type Clause =
  /** "add pickup points": what people did. */
  | { form: "done"; verb: string; rest: string }
  /** "accept the new feed": what the product does now. */
  | { form: "does"; verb: string; rest: string }
  /** "don't send it twice" */
  | { form: "stops"; verb: string; rest: string }
  /** "let shops search by order number" */
  | { form: "can"; who: string; rest: string }
  /** "dark theme", "the filter forgets the year": a thing, or a sentence of its own. */
  | { form: "thing"; rest: string };

const NEGATED = /^(?:don['’]?t|do not|never|no longer)\s+([a-z]+)\s+(\S.*)$/i;
const LETS = /^(?:let|allow|enable|permit)s?\s+(\S.*)$/i;
/** "let whole shops search": who may stand in so many words at most. */
const MOST_WHO_WORDS = 3;

export function readClause(sentence: string): Clause {
  const negated = NEGATED.exec(sentence);
  if (negated) return { form: "stops", verb: baseOfThird(negated[1] ?? ""), rest: negated[2] ?? "" };
  const allowed = LETS.exec(sentence)?.[1];
  const can = allowed ? whoCan(allowed) : null;
  if (can) return can;
  const first = firstVerb(sentence);
  if (!first) return { form: "thing", rest: sentence };
  return { form: first.does ? "does" : "done", verb: first.verb, rest: first.rest };
}

/** "shops search by number", "shops to search by number" */
function whoCan(allowed: string): Clause | null {
  const words = allowed.split(" ");
  const near = words.slice(0, MOST_WHO_WORDS + 1);
  const to = near.indexOf("to");
  const end = to > 0 ? to : near.findIndex((word, at) => at > 0 && isVerb(word));
  const rest = words.slice(words[end] === "to" ? end + 1 : end);
  return end < 0 || rest.length < 2 ? null : { form: "can", who: words.slice(0, end).join(" "), rest: rest.join(" ") };
}

/** "no longer sends" → "send" */
function baseOfThird(word: string): string {
  const base = word.replace(/s$/, "");
  return third(base) === word && !/s$/.test(base) ? base : word;
}

/** Only a plain word begins with a capital: `uv`, `createApp` and `iOS` are names. */
export function capitalised(text: string): string {
  const [first = ""] = text.split(" ");
  const isWord = /^[a-z]+(?:['’-][a-z]+)*[,:;]?$/.test(first) && !NAMES.has(first);
  return isWord ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
const NAMES = new Set("npm pnpm npx uv uvx pip git deno bun ty".split(" "));

/** "The old one" → "the old one"; what may be a name keeps its capital. */
export function lowered(text: string): string {
  const [first = ""] = text.split(" ");
  const [, stem = "", tail = ""] = /^([A-Za-z]+)([^A-Za-z].*)?$/.exec(first) ?? [];
  const isKnown = SMALL_WORDS.has(stem.toLowerCase()) || /^[A-Z][a-z]{3,}(?:ing|ed)$/.test(stem);
  const isSmall = isKnown && /^[A-Z]?[a-z]*$/.test(stem) && /^[,:;]?$/.test(tail);
  return isSmall ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
const SMALL_WORDS = new Set(
  (
    "a an the this that these those it its they their there all each every one two three four five six seven eight nine " +
    "ten some any no none both until after before since when while where if for from in on at with without by as at now " +
    "then so because nobody somebody everybody whoever whole half most many more less only even still once twice also " +
    "what which who how people parcels shops lists events dates customers users first last next other others old new large " +
    "small long several screen page pages data messages files requests queries nothing something follows"
  ).split(" "),
);
