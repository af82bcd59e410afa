import { canonicalJson, sha256 } from "../../../webhooks/contract/digest.ts";
import type { TemplateParts } from "../../../webhooks/contract/templates.ts";

/*
 * The parts of a draft, field by field, so that two people who change it at once lose nothing: what only one of them changed is taken,
 * what both changed is shown.
 */

/** `prompts.lead`, `skills.voice`, `limits.tokens`, `tools` … each as one text. */
export type FlatParts = ReadonlyMap<string, string>;

export function flatParts({ description, prompts, skills, tools, models, limits, policy }: TemplateParts): FlatParts {
  return new Map([
    ["description", description],
    ...entries("prompts", prompts),
    ...entries("skills", skills),
    ["tools", canonicalJson(tools)],
    ["models", canonicalJson(models)],
    ...entries("limits", limits),
    ["policy", canonicalJson(policy)],
  ]);
}

const entries = (of: string, values: Record<string, string | number>): [string, string][] =>
  Object.entries(values).map(([name, value]) => [`${of}.${name}`, String(value)]);

const PRINT_CHARS = 16;
const printOf = (text: string | undefined): string => (text === undefined ? "" : sha256(text).slice(0, PRINT_CHARS));

/** What a form was drawn with, to be sent with it: a line each, short. */
export const seenOf = (parts: FlatParts): string =>
  [...parts].map(([field, text]) => `${field} ${printOf(text)}`).join("\n");

type Merged = {
  parts: FlatParts;
  /** Fields that both changed, each in its own way: `parts` has mine. */
  clashes: string[];
  /** Fields of theirs that were taken. */
  taken: string[];
};

/** @param seen As the form brings it back; what it does not name was not there. */
export function mergeParts(seen: string, mine: FlatParts, theirs: FlatParts): Merged {
  const drawn = new Map(
    seen.split(/\r?\n/).map((line) => [line.slice(0, line.lastIndexOf(" ")), line.split(" ").at(-1) ?? ""]),
  );
  const parts = new Map<string, string>();
  const [clashes, taken]: [string[], string[]] = [[], []];
  for (const field of new Set([...mine.keys(), ...theirs.keys()])) {
    const [own, other, was] = [mine.get(field), theirs.get(field), drawn.get(field) ?? ""];
    const isMine = printOf(own) !== was;
    const isTheirs = printOf(other) !== was;
    if (own !== other && isMine && isTheirs) clashes.push(field);
    if (own !== other && !isMine) taken.push(field);
    const kept = isMine || !isTheirs ? own : other;
    if (kept !== undefined) parts.set(field, kept);
  }
  return { parts, clashes, taken };
}

/** Back from fields to parts. Their shape is as theirs was: no field is made up here. */
export function partsOfFlat(flat: FlatParts): unknown {
  const under = (of: string): [string, string][] =>
    [...flat].flatMap(([field, text]) =>
      field.startsWith(`${of}.`) ? [[field.slice(of.length + 1), text] as [string, string]] : [],
    );
  const list = (field: string): unknown => JSON.parse(flat.get(field) ?? "[]");
  return {
    description: flat.get("description") ?? "",
    prompts: Object.fromEntries(under("prompts")),
    skills: Object.fromEntries(under("skills")),
    tools: list("tools"),
    models: list("models"),
    limits: Object.fromEntries(under("limits").map(([name, text]) => [name, Number(text)])),
    policy: JSON.parse(flat.get("policy") ?? "{}"),
  };
}
