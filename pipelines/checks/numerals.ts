import { measureAt } from "./measures.ts";
import { spelledNumbers } from "./number-words.ts";

export type Numeral = {
  /** As it stands in the text: "v2.1", "40 %", "10s", "CVE-2026-1234". */
  shown: string;
  /** Digits and points alone: "10,000" and "10k" are 10000; a CVE number as a whole. */
  value: string;
  /** A share and a factor are claims of their own: 40 files are no 40 %. */
  sort: "plain" | "percent" | "factor";
  /** What is measured: 3 days are not 3 hours. Null where it counts or names something. */
  measure: string | null;
  /** Where it begins in the text, in its NFKC form. */
  at: number;
};

const PERCENT = String.raw`\s?(?:%|per ?cent\b)`;
const FACTOR = String.raw`\s?×|x(?![\p{L}\p{N}])|[ -]?fold\b| times (?=(?:as|faster|slower|more|less|fewer|smaller|bigger|larger|cheaper)\b)`;
/** Digits inside a word, as in `utf8`, are a name and no number. */
const NUMERAL = new RegExp(
  String.raw`(?<![\p{L}\p{N}_])(?:(?<cve>CVE-\d{4}-\d{4,})|v?(?<value>\d+(?:[.,]\d+)*)(?:(?<percent>${PERCENT})|(?<factor>${FACTOR})|(?<unit>[\p{L}\p{N}]*)))`,
  "giu",
);

/** The numbers that a text says, in digits and in words, in their order. */
export function numeralsIn(raw: string): Numeral[] {
  const text = raw.normalize("NFKC");
  const spelled = spelledNumbers(text).map((one) => ({
    ...one,
    measure: measureAt(text.slice(one.at + one.shown.length)),
  }));
  return [...digitsIn(text), ...spelled].sort((a, b) => a.at - b.at);
}

function digitsIn(text: string): Numeral[] {
  return [...text.matchAll(NUMERAL)].map(({ 0: shown, index: at, groups = {} }) => {
    const { cve, value = "", percent, factor, unit = "" } = groups;
    if (cve) return { shown, value: cve.toUpperCase(), sort: "plain", measure: null, at };
    // "1.0rc2" and "3f9a" are names: only the same name will do.
    if (/\d/.test(unit)) return { shown, value: shown.toLowerCase(), sort: "plain", measure: null, at };
    const sort = percent ? "percent" : factor ? "factor" : "plain";
    const measure = sort === "plain" ? measureAt(unit || text.slice(at + shown.length, at + shown.length + 16)) : null;
    return { shown, value: scaled(plainValue(value), unit), sort, measure, at };
  });
}

const THOUSANDS = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;

function plainValue(value: string): string {
  const digits = THOUSANDS.test(value) ? value.replaceAll(",", "") : value;
  return /^\d+$/.test(digits) ? digits.replace(/^0+(?=\d)/, "") : digits;
}

const SCALES = new Map([
  ["k", 1_000],
  ["m", 1_000_000],
]);

function scaled(value: string, unit: string): string {
  const scale = SCALES.get(unit.toLowerCase());
  return scale && /^\d+(?:\.\d+)?$/.test(value) ? String(Number(value) * scale) : value;
}

/** Every number of a text, also inside names, and all that another text may make of it. */
export type KnownNumbers = {
  /** What each of them measures there; null among them: it stands alone. */
  values: Map<string, Set<string | null>>;
  /** "3.14" is right where 3.14.7 is meant. */
  beginnings: Set<string>;
  percents: Set<string>;
  factors: Set<string>;
  text: string;
};

export function knownNumbers(evidence: string): KnownNumbers {
  const text = evidence.normalize("NFKC").toLowerCase();
  const numerals = numeralsIn(text);
  const ofSort = (sort: Numeral["sort"]) => numerals.filter((one) => one.sort === sort).map(({ value }) => value);
  const values = new Map<string, Set<string | null>>();
  const put = (value: string, measure: string | null) =>
    void values.set(value, (values.get(value) ?? new Set()).add(measure));
  for (const { value, measure } of numerals) put(value, measure);
  const told = new Set(numerals.map(({ at }) => at));
  for (const { 0: value, index } of text.matchAll(/\d+(?:[.,]\d+)*/g))
    if (!told.has(index)) put(plainValue(value), null);
  const beginnings = new Set([...values.keys()].flatMap(beginningsOf));
  return { values, beginnings, percents: new Set(ofSort("percent")), factors: new Set(ofSort("factor")), text };
}

/** A number of more parts names nothing that people shorten. */
const MOST_PARTS = 8;

/** "3.14.7" → "3.14" */
function beginningsOf(value: string): string[] {
  const parts = value.split(".", MOST_PARTS);
  return parts.slice(1, -1).map((_part, at) => parts.slice(0, at + 2).join("."));
}

/** Whether one of the texts holds it, with its measure where there is one. */
export function isKnown({ value, sort, measure }: Numeral, texts: readonly KnownNumbers[]): boolean {
  if (sort === "percent") return texts.some(({ percents }) => percents.has(value));
  if (sort === "factor") return texts.some(({ factors }) => factors.has(value));
  const isMeasured = ({ values }: KnownNumbers) => {
    const measures = values.get(value);
    return measures && (!measure || measures.has(measure) || measures.has(null));
  };
  if (texts.some((known) => isMeasured(known) || known.beginnings.has(value))) return true;
  return /[a-z]/i.test(value) && texts.some(({ text }) => text.includes(value.toLowerCase()));
}
