import { z } from "zod";
import { sha256Hex } from "./ids.ts";
import type { FieldProblem } from "./problem.ts";
import { lossesBetween, type Loss } from "./schema-losses.ts";

const kinds = ["additive", "narrowing", "breaking"] as const;

/**
 * The contract that whoever asks was built against, by its SHA-256. Where it is another one than that of the pipelines, what differs is
 * looked at field by field before anything begins.
 */
export const senderContract = sha256Hex.optional();

/** One field in which two contracts differ, for whoever sends requests by the older one and reads what comes back by it. */
export const contractDifference = z.object({
  side: z.enum(["request", "event"]),
  /** `parameters.tone`; `event(run.completed).results.report`. */
  path: z.string(),
  /** `additive`: nothing of the older one is lost; `narrowing`: some of what stood there does not pass; `breaking`: none of it does. */
  kind: z.enum(kinds),
  code: z.string(),
  message: z.string(),
});
export type ContractDifference = z.infer<typeof contractDifference>;
type ContractChange = (typeof kinds)[number];

/** The two documents of a contract that differ by themselves; what the trigger holds of parameters is in it. */
type Schemas = Readonly<Record<string, unknown>>;

/**
 * What became of a contract, field by field: requests that were built against `base` and are judged by `next`, events that are written by
 * `next` and read by `base`. The worst comes first.
 */
export function contractDifferences(base: Schemas, next: Schemas): ContractDifference[] {
  const [asked, asks] = [base["trigger"], next["trigger"]];
  const [read, told] = [base["event"], next["event"]];
  const lost = [
    ...lossesBetween(asked, asks, "").map((loss) => differenceOf("request", loss)),
    ...lossesBetween(told, read, "event").map((loss) => differenceOf("event", loss)),
  ];
  const won = [
    ...lossesBetween(asks, asked, "").map((loss) => additionOf("request", loss)),
    ...lossesBetween(read, told, "event").map((loss) => additionOf("event", loss)),
  ];
  const places = new Set(lost.map(({ side, path }) => `${side} ${path}`));
  const worst = lost.toSorted((a, b) => kinds.indexOf(b.kind) - kinds.indexOf(a.kind));
  return [...worst, ...won.filter(({ side, path }) => !places.has(`${side} ${path}`))];
}

export function worstOf(differences: readonly Pick<ContractDifference, "kind">[]): ContractChange {
  return kinds.findLast((kind) => differences.some((one) => one.kind === kind)) ?? "additive";
}

/**
 * Those that can harm this very request: of what it asks for, the fields that it has, or lacks where they are needed now; of what comes
 * back, all, because nobody knows beforehand what a run will say.
 */
export function harmful(differences: readonly ContractDifference[], request: unknown): ContractDifference[] {
  return differences.filter(({ side, path, kind, code }) => {
    if (kind === "additive") return false;
    if (side === "event") return true;
    const isThere = holds(request, path.split(/\.|(?=\[\])/));
    return code === "needed" ? !isThere : isThere;
  });
}

/** @param fix The next step, the same for all of them: which side to deploy. */
export function asDetails(differences: readonly ContractDifference[], fix: string): FieldProblem[] {
  return differences.map(({ path, kind, code, message }) => ({ path, code: `${kind}_${code}`, message, fix }));
}

function holds(value: unknown, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return value !== undefined;
  if (typeof value !== "object" || value === null) return false;
  if (name === "[]") return Array.isArray(value) && value.some((one) => holds(one, rest));
  if (name === "*") return Object.values(value).some((one) => holds(one, rest));
  const plain = name.split("(", 1)[0] ?? "";
  return Object.hasOwn(value, plain) && holds(Object.entries(value).find(([key]) => key === plain)?.[1], rest);
}

const MOST_WORDS = 120;
const short = (text: string): string =>
  text.length <= MOST_WORDS ? text : `${text.slice(0, MOST_WORDS).toWellFormed()}…`;

function differenceOf(side: ContractDifference["side"], { path, kind, code, what }: Loss): ContractDifference {
  const message = (side === "request" ? ASKED : TOLD)[code](path === "" ? "The request" : path, short(what));
  return { side, path, kind, code, message };
}

function additionOf(side: ContractDifference["side"], { path, code, what }: Loss): ContractDifference {
  const place = path === "" ? "The request" : path;
  const message =
    code === "needed" && side === "event" ? `${place} is always there now.` : ADDED[code](place, short(what));
  return { side, path, kind: "additive", code, message };
}

type Words = Record<Loss["code"], (path: string, what: string) => string>;

const ASKED: Words = {
  type: (path, what) => `${path} takes another kind of value now (${what}).`,
  values: (path, what) => `${path} takes no more: ${what}.`,
  limit: (path, what) => `${path} has a tighter limit now (${what}).`,
  form: (path, what) => `${path} is to be written otherwise now (${what}).`,
  gone: (path) => `There is no ${path} any more.`,
  needed: (path) => `${path} has to be there now.`,
  closed: (path) => `${path} takes no members of other names any more.`,
};

const TOLD: Words = {
  type: (path, what) => `${path} is another kind of value now (${what.split(" → ").toReversed().join(" → ")}).`,
  values: (path, what) => `${path} may be something new: ${what}.`,
  limit: (path, what) => `${path} goes beyond its earlier limit (${turned(what)}).`,
  form: (path, what) => `${path} is written otherwise now (${what}).`,
  gone: (path) => `${path} is new, and nothing new was allowed there.`,
  needed: (path) => `${path} may be absent now.`,
  closed: (path) => `${path} may have members of other names now.`,
};

/** "maxLength 10 → 5" → "maxLength 5 → 10" */
function turned(what: string): string {
  const words = what.split(" ");
  const [before = "", , after = ""] = words.splice(-3);
  return [...words, after, "→", before].join(" ");
}

const ADDED: Words = {
  type: (path) => `${path} may be of another kind, too.`,
  values: (path, what) => `${path} may also be: ${what}.`,
  limit: (path) => `${path} has a wider limit now.`,
  form: (path) => `${path} is less strict now.`,
  gone: (path) => `${path} is new, and may be left out.`,
  needed: (path) => `${path} may be left out now.`,
  closed: (path) => `${path} may have members of other names.`,
};
