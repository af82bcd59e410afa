import type { z } from "zod";
import { type JsonBounds, readJson } from "../../../base/bounded-json.ts";
import { lastObject } from "../../../base/json-in-text.ts";
import type { ChatFormat } from "../../models/chat.ts";

type ReadAnswer<Answer> =
  { ok: true; answer: Answer } | { ok: false; isJson: boolean; /** For the writer to mend. */ faults: string[] };

const NO_OBJECT = "The answer is not one JSON object.";
const TOO_MUCH = "The answer has far more in it than was asked for.";
const MOST_FAULTS = 12;
/** An answer about 1,000 pull requests has some 6,000 values. */
export const ANSWER_BOUNDS: JsonBounds = { depth: 64, values: 60_000, members: 1_000 };

/**
 * Reads what a model wrote, whatever its server claims about the form: the object alone, in a fence, behind thoughts, between
 * sentences, or wrapped. Where several would do, the last one is the answer: thoughts come first.
 */
export function readWritten<S extends z.ZodObject>(
  text: string,
  rung: ChatFormat["kind"],
  nonce: string,
  schema: S,
): ReadAnswer<z.infer<S>> {
  const found = rung === "text" ? marked(text, nonce, schema) : { json: text };
  if ("fault" in found) return { ok: false, isJson: false, faults: [found.fault] };
  const whole = readJson(withoutFence(found.json), ANSWER_BOUNDS);
  if (!whole.ok && whole.excess) return { ok: false, isJson: false, faults: [TOO_MUCH] };
  const value = whole.ok && isAnswer(whole.value, schema) ? whole.value : answerIn(found.json, schema);
  if (value === undefined && !(whole.ok && isObject(whole.value)))
    return { ok: false, isJson: false, faults: [NO_OBJECT] };
  const read = schema.safeParse(value ?? (whole.ok ? whole.value : undefined));
  if (read.success && value !== undefined) return { ok: true, answer: read.data };
  const issues = read.error?.issues ?? [
    { path: [], message: `none of ${Object.keys(schema.shape).join(", ")} is there` },
  ];
  const faults = issues.slice(0, MOST_FAULTS).map(({ path, message }) => `${path.join(".")}: ${message}`);
  return { ok: false, isJson: true, faults };
}

export function marksOf(nonce: string): [string, string] {
  return [`BEGIN-REPORT-${nonce}`, `END-REPORT-${nonce}`];
}

/**
 * Between one pair of this run's marks: nobody who wrote a pull request could know them. Thoughts may quote them, with no answer in
 * between. Without any mark the text is the object alone, or nothing.
 */
function marked(text: string, nonce: string, schema: z.ZodObject): { json: string } | { fault: string } {
  const [begin, end] = marksOf(nonce);
  if (!text.includes(begin) && !text.includes(end)) {
    const alone = readJson(withoutFence(withoutThoughts(text)), ANSWER_BOUNDS);
    if (alone.ok && isAnswer(alone.value, schema)) return { json: withoutThoughts(text) };
  }
  const parts = text.split(begin).slice(1);
  const inside = parts.flatMap((part) => (part.includes(end) ? [part.slice(0, part.indexOf(end))] : []));
  if (inside.length === 0) return { fault: `The lines ${begin} and ${end} are missing.` };
  const answers = inside.filter((json) => answerIn(json, schema) !== undefined);
  if (answers.length > 1) return { fault: `The lines ${begin} and ${end} stand there more than once.` };
  return { json: answers[0] ?? inside.at(-1) ?? "" };
}

/** What stands behind the end of a model's thoughts, with or without their beginning. */
function withoutThoughts(text: string): string {
  const end = text.lastIndexOf("</think>");
  return end < 0 ? text : text.slice(end + "</think>".length);
}

export function withoutFence(text: string): string {
  return text
    .trim()
    .replace(/^```[\w-]{0,20}\s*\n/, "")
    .replace(/\n```$/, "");
}

/** Undefined: there is none. */
function answerIn(text: string, schema: z.ZodObject): unknown {
  const find = (within: string) => lastObject(within, ANSWER_BOUNDS, (value) => isAnswer(value, schema));
  // Some templates double each brace.
  return find(text) ?? (text.includes("{{") ? find(text.replaceAll("{{", "{").replaceAll("}}", "}")) : undefined);
}

/** Has one of the answer's parts at least, and fits. */
function isAnswer(value: unknown, schema: z.ZodObject): boolean {
  return isObject(value) && Object.keys(schema.shape).some((key) => key in value) && schema.safeParse(value).success;
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
