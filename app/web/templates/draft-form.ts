import { dispositions, type Policy } from "../../../webhooks/contract/policy.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import { SKILL_NAME } from "../../../webhooks/contract/skills.ts";
import {
  LIMIT_BOUNDS,
  type LimitName,
  type TemplateParts,
  templateParts,
  type TemplatePartsInput,
} from "../../../webhooks/contract/templates.ts";
import { classNames } from "../policies/class-rows.ts";
import { field, type Fields } from "../page/context.ts";

/** The form of a draft as somebody sees it, whatever is wrong with it. */
export type DraftForm = {
  /** The draft's number as the form was drawn. */
  number: number;
  base: number;
  /** What it was drawn with; see flat-parts.ts. */
  seen: string;
  note: string;
  description: string;
  prompts: { name: string; text: string }[];
  skills: { name: string; text: string; out: boolean }[];
  tools: string[];
  /** One a line. */
  models: string;
  limits: Record<LimitName, string>;
  classes: Record<string, string>;
  max_items: string;
};

// Safe: its keys are the names.
export const LIMIT_NAMES = Object.keys(LIMIT_BOUNDS) as LimitName[];

/** More than are allowed, so that whoever types one too many hears it. */
const MOST = 200;

export function formOfParts(parts: TemplateParts, around: Pick<DraftForm, "number" | "base" | "seen">): DraftForm {
  const { description, prompts, skills, tools, models, limits, policy } = parts;
  return {
    ...around,
    note: "",
    description,
    prompts: Object.entries(prompts).map(([name, text]) => ({ name, text })),
    skills: Object.entries(skills).map(([name, text]) => ({ name, text, out: false })),
    tools: [...tools],
    models: models.join("\n"),
    limits: mapLimits((name) => String(limits[name])),
    classes: Object.fromEntries(classNames.map((name) => [name, policy[name]])),
    max_items: policy.max_items === undefined ? "" : String(policy.max_items),
  };
}

export function readDraftForm(fields: Fields): DraftForm {
  const raw = (name: string) => fields[name]?.[0] ?? "";
  const rows = <Row>(of: string, row: (at: number) => Row): Row[] =>
    Array.from({ length: MOST }, (_, at) => (fields[`${of}-${at}`] ? [row(at)] : [])).flat();
  const skills = rows("skill-name", (at) => ({
    name: field(fields, `skill-name-${at}`),
    text: raw(`skill-text-${at}`),
    out: field(fields, `skill-out-${at}`) !== "",
  }));
  return {
    number: numberIn(fields, "number"),
    base: numberIn(fields, "base"),
    seen: raw("seen"),
    note: field(fields, "note"),
    description: raw("description"),
    prompts: rows("prompt-name", (at) => ({
      name: field(fields, `prompt-name-${at}`),
      text: raw(`prompt-text-${at}`),
    })),
    // The empty one at the end is no skill before somebody writes in it.
    skills: skills.filter(({ name, text }) => name !== "" || text.trim() !== ""),
    tools: fields["tool"] ?? [],
    models: raw("models"),
    limits: mapLimits((name) => field(fields, `limit-${name}`)),
    classes: Object.fromEntries(classNames.map((name) => [name, field(fields, `class-${name}`)])),
    max_items: field(fields, "max_items"),
  };
}

function numberIn(fields: Fields, name: string): number {
  const number = Number(field(fields, name));
  return Number.isInteger(number) && number >= 0 && number < 1_000_000 ? number : 0;
}

const mapLimits = (value: (name: LimitName) => string): Record<LimitName, string> =>
  // Safe: made of every name.
  Object.fromEntries(LIMIT_NAMES.map((name) => [name, value(name)])) as Record<LimitName, string>;

/** What is wrong, by the path of the field: `prompts.lead`, `skills.1`, `limits.tokens`. */
export type DraftErrors = Record<string, string>;
type ReadParts = { parts: TemplateParts; errors: null } | { parts: null; errors: DraftErrors };

/**
 * @param policy What the form does not show of it stays.
 * @param base Prompts that the version it is made of has: another one that was emptied is taken out.
 */
export function partsOfForm(form: DraftForm, { policy, base }: { policy: Policy; base: readonly string[] }): ReadParts {
  const kept = form.skills.filter(({ out }) => !out);
  const errors = skillErrors(form);
  const classes = Object.fromEntries(
    classNames.map((name) => [name, dispositions.find((one) => one === form.classes[name]) ?? policy[name]]),
  );
  const { max_items: _, ...rest } = policy;
  const asked = {
    description: form.description,
    prompts: Object.fromEntries(
      form.prompts.flatMap(({ name, text }) => (text.trim() === "" && !base.includes(name) ? [] : [[name, text]])),
    ),
    skills: Object.fromEntries(kept.map(({ name, text }) => [name, text])),
    tools: form.tools,
    models: form.models.split(/\r?\n/).flatMap((line) => line.trim() || []),
    limits: mapValues(form.limits),
    policy: { ...rest, ...classes, ...(form.max_items !== "" && { max_items: Number(form.max_items) }) },
  } satisfies TemplatePartsInput;
  const read = templateParts.safeParse(asked);
  for (const { path, message } of read.error?.issues ?? []) {
    const place = path[0] === "skills" ? `skills.${placeOf(form, String(path[1]))}` : pathOf(path);
    errors[place] ??= rangeOf(place) ?? message;
  }
  if (read.data && Object.keys(errors).length === 0) return { parts: read.data, errors: null };
  return { parts: null, errors };
}

/** What a number may be; null: the field is none. */
function rangeOf(place: string): string | null {
  const told = (least: number, most: number) => `${least.toLocaleString("en")} to ${most.toLocaleString("en")}`;
  if (place === "policy.max_items") return `Give ${told(LIMITS.items.least, LIMITS.items.most)}, or leave it empty.`;
  const name = LIMIT_NAMES.find((one) => place === `limits.${one}`);
  if (!name) return null;
  const { least, most, unit } = LIMIT_BOUNDS[name];
  return `Give ${told(least, most)} ${unit}.`;
}

const mapValues = (limits: DraftForm["limits"]) =>
  // Safe: made of every name.
  Object.fromEntries(
    LIMIT_NAMES.map((name) => [name, limits[name] === "" ? Number.NaN : Number(limits[name])]),
  ) as Record<LimitName, number>;

/** A list has one field, whatever is wrong in it. */
const pathOf = ([of, name]: readonly PropertyKey[]): string =>
  of === "tools" || of === "models" || of === "description"
    ? of
    : of === "policy"
      ? `policy.${String(name)}`
      : `${String(of)}.${String(name)}`;

/** A record has each name once: two skills of one name would be one. */
function skillErrors({ skills }: DraftForm): DraftErrors {
  const errors: DraftErrors = {};
  for (const [at, { name, out }] of skills.entries()) {
    if (out) continue;
    const twice = skills.findIndex((one) => !one.out && one.name === name) < at;
    if (name === "") errors[`skills.${at}`] = "Give the skill a name.";
    else if (!SKILL_NAME.test(name)) errors[`skills.${at}`] = "A skill’s name is small letters, digits and hyphens.";
    else if (twice) errors[`skills.${at}`] = `There are two skills ${name}: give one another name.`;
  }
  return errors;
}

const placeOf = ({ skills }: DraftForm, name: string): number =>
  Math.max(
    0,
    skills.findIndex((one) => one.name === name && !one.out),
  );
