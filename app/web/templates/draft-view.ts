import { ruleText, sectionsText } from "../../../webhooks/contract/policy-text.ts";
import type { FieldProblem } from "../../../webhooks/contract/problem.ts";
import { LIMIT_BOUNDS, type TemplateDraft, type TemplateParts } from "../../../webhooks/contract/templates.ts";
import type { TemplateHistory } from "../../../webhooks/contract/templates.ts";
import { type ClassRow, classRows } from "../policies/class-rows.ts";
import type { Mistake } from "../page/mistakes.ts";
import { visible } from "../page/visible.ts";
import type { DiffPart } from "../updates/text-view.ts";
import { countWords, reviewText, wordsText } from "./changes-view.ts";
import { type DraftErrors, type DraftForm, LIMIT_NAMES } from "./draft-form.ts";
import { templateTitle } from "./list-view.ts";

/** What is being made of a template, in a form that keeps whatever is typed. */
export type DraftView = {
  name: string;
  title: string;
  may: boolean;
  number: number;
  base: number;
  next: number;
  seen: string;
  /** Who saved it last; null: nobody has saved one yet. */
  saved: { by: string; at: string } | null;
  description: TextField;
  prompts: (NamedText & { changed: boolean })[];
  skills: SkillRow[];
  /** Of the empty one at the end. */
  blank: number;
  tools: { name: string; checked: boolean }[];
  models: TextField & { known: string };
  limits: { name: string; label: string; unit: string; least: number; most: number; value: string; error: string }[];
  classes: ClassRow[];
  max_items: { value: string; error: string };
  /** What of its policy is not changed here. */
  rules: string[];
  note: { value: string; error: string };
  mistakes: Mistake[];
  /** What keeps it from being published. */
  faults: Mistake[];
  problem: { message: string; remedy: string } | null;
  /** What somebody else changed meanwhile in its own way. */
  clashes: Clash[];
  /** What of theirs stands in the form now. */
  taken: string[];
};

type TextField = { value: string; error: string };
type NamedText = { at: number; name: string; text: string; about: string; error: string };
type SkillRow = NamedText & { out: boolean; state: string; tone: string; words_of: string; unread: boolean };
/** Two texts of one field: theirs, and by which words mine differs. */
export type Clash = { label: string; field: string; by: string; theirs: string; parts: DiffPart[] };

type DraftAround = {
  history: TemplateHistory;
  draft: TemplateDraft | null;
  base: TemplateParts;
  tools: readonly string[];
  models: readonly string[];
  may: boolean;
  errors?: DraftErrors;
  problem?: DraftView["problem"];
  clashes?: Clash[];
  taken?: string[];
  /** The form shows the draft as it is saved. */
  as_saved: boolean;
};

export function draftView(form: DraftForm, around: DraftAround): DraftView {
  const { history, draft, base, errors = {} } = around;
  const error = (path: string) => errors[path] ?? "";
  const policy = draft?.parts.policy ?? base.policy;
  const prompts = promptRows(form, base, error);
  const skills = skillRows(form, around, error);
  const places = placesOf(form);
  return {
    name: history.name,
    title: templateTitle(history.name),
    may: around.may,
    number: form.number,
    base: form.base,
    next: (history.versions[0]?.version ?? 0) + 1,
    seen: form.seen,
    saved: draft && { by: visible(draft.changed_by), at: draft.changed_at },
    description: { value: form.description, error: error("description") },
    prompts,
    skills,
    blank: form.skills.length,
    tools: toolsOf(form, around.tools),
    models: { value: form.models, error: error("models"), known: around.models.join(", ") },
    limits: LIMIT_NAMES.map((name) => {
      const { what, unit, least, most } = LIMIT_BOUNDS[name];
      return {
        name,
        label: what,
        unit,
        least,
        most,
        value: form.limits[name],
        error: error(`limits.${name}`),
      };
    }),
    classes: classRows(form.classes, policy).map((row) => ({ ...row, choices: row.choices.slice(1) })),
    max_items: { value: form.max_items, error: error("policy.max_items") },
    rules: [
      ...policy.rules.map((rule) => visible(ruleText(rule))),
      ...(policy.sections.length > 0 ? [visible(sectionsText(policy.sections))] : []),
    ],
    note: { value: form.note, error: error("note") },
    mistakes: mistakesOf(errors, places),
    faults: around.as_saved ? faultsOf(draft?.faults ?? [], places) : [],
    problem: around.problem ?? null,
    clashes: around.clashes ?? [],
    taken: around.taken ?? [],
  };
}

function promptRows(form: DraftForm, base: TemplateParts, error: (path: string) => string): DraftView["prompts"] {
  return form.prompts.map(({ name, text }, at) => ({
    at,
    name,
    text,
    about: wordsText(countWords(text)),
    changed: (Object.hasOwn(base.prompts, name) ? base.prompts[name] : undefined) !== lines(text),
    error: error(`prompts.${name}`),
  }));
}

/** As it would be kept. */
const lines = (text: string): string => text.replaceAll(/\r\n?/g, "\n");

function skillRows(form: DraftForm, around: DraftAround, error: (path: string) => string): SkillRow[] {
  return form.skills.map(({ name, text, out }, at) => ({
    at,
    name,
    text,
    out,
    about: wordsText(countWords(text)),
    ...stateOf(name, lines(text), around),
    error: error(`skills.${at}`),
  }));
}

type SkillState = Pick<SkillRow, "state" | "tone" | "words_of" | "unread">;

/** From draft over reviewed to active: whose words they are, and who has read them. */
function stateOf(name: string, text: string, { history, draft, base }: DraftAround): SkillState {
  const own = <Value>(of: Record<string, Value> | undefined): Value | undefined =>
    of && Object.hasOwn(of, name) ? of[name] : undefined;
  const review = own(draft?.skills);
  if (own(draft?.parts.skills) === text && review) {
    const unread = review.reviewed_by === null;
    const words_of = unread ? `${reviewText(review)}; nobody has read it yet` : reviewText(review);
    return { state: unread ? "Draft" : "Reviewed", tone: unread ? "wait" : "good", words_of, unread };
  }
  if (own(base.skills) !== text) return { state: "Not saved", tone: "wait", words_of: "", unread: false };
  const version = history.versions.find((one) => own(one.skills) && one.version === draft?.base);
  const active = version && version.tags.length > 0;
  const known = own(version?.skills);
  return {
    state: active ? "Active" : "Published",
    tone: "good",
    words_of: known ? reviewText(known) : "",
    unread: false,
  };
}

function toolsOf({ tools }: DraftForm, known: readonly string[]): DraftView["tools"] {
  return [...new Set([...known, ...tools])].map((name) => ({ name: visible(name), checked: tools.includes(name) }));
}

type Places = ReadonlyMap<string, { label: string; field: string }>;

/** Where the field of a path stands, and what it is called. */
function placesOf({ prompts, skills }: DraftForm): Places {
  return new Map([
    ["description", { label: "Description", field: "description" }],
    ["models", { label: "Models", field: "models" }],
    ["tools", { label: "Tools", field: "tools" }],
    ["skills", { label: "Skills", field: "skills" }],
    ["note", { label: "What changed", field: "note" }],
    ["policy.max_items", { label: "Told one by one", field: "max-items" }],
    ["policy", { label: "What is told", field: "policy" }],
    ...prompts.map(({ name }, at) => [`prompts.${name}`, { label: `Prompt ${name}`, field: `prompt-${at}` }] as const),
    ...skills.flatMap(({ name }, at) => {
      const place = { label: `Skill ${name}`, field: `skill-${at}` };
      return [[`skills.${at}`, place] as const, [`skills.${name}`, place] as const];
    }),
    ...LIMIT_NAMES.map(
      (name) => [`limits.${name}`, { label: LIMIT_BOUNDS[name].what, field: `limit-${name}` }] as const,
    ),
  ]);
}

function placeIn(places: Places, path: string): { label: string; field: string } {
  return places.get(path) ?? places.get(path.split(".")[0] ?? "") ?? { label: "", field: "" };
}

const mistakesOf = (errors: DraftErrors, places: Places): Mistake[] =>
  Object.entries(errors).map(([path, text]) => ({ ...placeIn(places, path), text }));

const faultsOf = (faults: readonly FieldProblem[], places: Places): Mistake[] =>
  faults.map(({ path, message, fix }) => ({ ...placeIn(places, path), text: visible(`${message} ${fix}`) }));

/** What a field is called, for whoever hears that both changed it. */
export const placeOfField = (form: DraftForm, field: string): { label: string; field: string } =>
  placeIn(placesOf(form), field);
