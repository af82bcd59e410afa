import { policyRule, policySection } from "../../../webhooks/contract/policy.ts";
import { ruleText, sectionsText } from "../../../webhooks/contract/policy-text.ts";
import {
  LIMIT_BOUNDS,
  type TemplateVersionAnswer,
  type VersionDifference,
  type VersionDifferences,
} from "../../../webhooks/contract/templates.ts";
import { visible } from "../page/visible.ts";
import type { DiffPart } from "../updates/text-view.ts";
import { textParts } from "../updates/text-parts.ts";

/** What changed between two versions, or a version and the draft. */
export type ChangesBetween = {
  older: { value: string; label: string; short: string };
  newer: { value: string; label: string; short: string };
  fields: FieldChange[];
  texts: TextChange[];
  /** Texts that differ, too, beyond those that are drawn. */
  more: number;
  same: string[];
};

type FieldChange = { label: string; older: FieldSide; newer: FieldSide };
/** `kind`: how it is drawn; `none`: it is not there. */
type FieldSide = { kind: "none" | "value" | "code" | "note"; text: string };

/** `apart`: the two differ too much to be shown word by word, so both are. */
type TextChange = {
  label: string;
  note: string;
  parts: DiffPart[];
  apart: { older: string; newer: string } | null;
};

/** Drawing one by words may take 30 ms. */
const MOST_TEXTS = 20;

type Versions = readonly TemplateVersionAnswer[];

export function changesBetween(found: VersionDifferences, versions: Versions): ChangesBetween {
  const { differences, same } = found;
  const texts = differences.filter(({ kind }) => kind === "text");
  return {
    older: sideOf(found.older),
    newer: sideOf(found.newer),
    fields: differences.map((one) => fieldChange(one, found, versions)),
    texts: texts.slice(0, MOST_TEXTS).map(textChange),
    more: Math.max(0, texts.length - MOST_TEXTS),
    same: same.map(fieldLabel),
  };
}

export function sideOf(version: number | null): ChangesBetween["older"] {
  if (version === null) return { value: "draft", label: "The draft", short: "draft" };
  return { value: String(version), label: `Version ${version}`, short: String(version) };
}

const PLAIN: Readonly<Record<string, string>> = {
  description: "Description",
  models: "Models",
  tools: "Tools",
  graph: "Graph",
  checks: "Checks",
  contract: "Contract",
};
const KINDS: Readonly<Record<string, string>> = { prompt: "Prompt", skill: "Skill", policy: "Policy" };

/** `prompt lead` → "Prompt: lead" */
function fieldLabel(field: string): string {
  const [kind = "", ...rest] = field.split(" ");
  const name = rest.join(" ");
  if (kind === "limit") {
    const known = Object.hasOwn(LIMIT_BOUNDS, name) ? LIMIT_BOUNDS[name as keyof typeof LIMIT_BOUNDS].what : "";
    return known || sentence(name);
  }
  if (kind === "skill") return `Skill: ${name}.md`;
  if (KINDS[kind] && name) return `${KINDS[kind]}: ${kind === "policy" ? name.replaceAll("_", " ") : name}`;
  return PLAIN[field] ?? sentence(field);
}

const sentence = (name: string): string => {
  const words = name.replaceAll("_", " ");
  return `${words[0]?.toUpperCase() ?? ""}${words.slice(1)}`;
};

function fieldChange(one: VersionDifference, found: VersionDifferences, versions: Versions): FieldChange {
  const side = (value: string | null, of: number | null): FieldSide => {
    if (value === null) return { kind: "none", text: "not there" };
    if (one.kind === "text")
      return {
        kind: "note",
        text: aboutText(
          one,
          value,
          versions.find((v) => v.version === of),
        ),
      };
    return valueSide(one.field, value);
  };
  return {
    label: fieldLabel(one.field),
    older: side(one.older, found.older),
    newer: side(one.newer, found.newer),
  };
}

function aboutText({ field }: VersionDifference, text: string, version: TemplateVersionAnswer | undefined): string {
  const words = wordsText(countWords(text));
  const name = field.startsWith("skill ") ? field.slice("skill ".length) : "";
  // Somebody may call theirs "constructor".
  const review = version && Object.hasOwn(version.skills, name) ? version.skills[name] : undefined;
  return review ? `${words}, ${reviewText(review)}` : words;
}

/** "by Mira, read by Lena" */
export function reviewText({ by, reviewed_by }: { by: string; reviewed_by: string | null }): string {
  return `by ${visible(by)}${reviewed_by === null ? "" : `, read by ${visible(reviewed_by)}`}`;
}

const DIGEST = /^[0-9a-f]{64}$/;
const SHOWN_DIGEST = 12;
const SHOWN_VALUE = 400;

function valueSide(field: string, value: string): FieldSide {
  if (DIGEST.test(value)) return { kind: "code", text: value.slice(0, SHOWN_DIGEST) };
  const told = toldValue(field, value);
  if (told !== null) return { kind: "value", text: cut(told) };
  return { kind: field === "description" || /^[\d.]+$/.test(value) ? "value" : "code", text: cut(value) };
}

const cut = (text: string): string =>
  visible(text.length > SHOWN_VALUE ? `${text.slice(0, SHOWN_VALUE).toWellFormed()}…` : text);

/** Lists and rules in words; null: it is no list that anybody knows. */
function toldValue(field: string, value: string): string | null {
  if (!value.startsWith("[")) return null;
  let read: unknown;
  try {
    read = JSON.parse(value);
  } catch {
    // Somebody's own words may begin so, too.
    return null;
  }
  if (field === "policy rules") {
    const rules = policyRule.array().safeParse(read);
    if (rules.success) return rules.data.map(ruleText).join(" ") || "none";
  }
  if (field === "policy sections") {
    const sections = policySection.array().safeParse(read);
    if (sections.success) return sections.data.length > 0 ? sectionsText(sections.data) : "none";
  }
  const names = Array.isArray(read) && read.every((one) => typeof one === "string") ? read : null;
  return names && (names.join(", ") || "none");
}

function textChange({ field, older, newer }: VersionDifference): TextChange {
  const { parts, apart } = textParts(older ?? "", newer ?? "");
  const count = (kind: DiffPart["kind"]) =>
    parts.reduce((sum, part) => sum + (part.kind === kind ? countWords(part.text) : 0), 0);
  const note = apart
    ? "too different to be compared word by word"
    : `${wordsText(count("added"))} added, ${count("removed")} removed`;
  return {
    label: fieldLabel(field),
    note,
    parts: parts.map((part) => ({ ...part, text: visible(part.text) })),
    apart: apart ? { older: visible(older ?? ""), newer: visible(newer ?? "") } : null,
  };
}

export const countWords = (text: string): number => text.split(/\s+/).filter((word) => word !== "").length;
export const wordsText = (count: number): string => (count === 1 ? "1 word" : `${count.toLocaleString("en")} words`);
