import type { TemplateDraftRow } from "../../db/pipelines/tables.ts";
import { findTemplateDraft } from "../../db/pipelines/template-drafts.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import { Problem, type FieldProblem } from "../../webhooks/contract/problem.ts";
import type { TemplateDraft, TemplateDraftAnswer, TemplateParts } from "../../webhooks/contract/templates.ts";
import type { Deps } from "../deps.ts";
import { partFaults } from "./part-faults.ts";
import { requireTemplate, requireVersion } from "./require-template.ts";
import { specification, type Spec } from "./specification.ts";

type OpenDraft = TemplateDraftRow & { base: number; parts: TemplateParts };

/** The draft of a template as it stands. @throws {Problem} `not_found` */
export async function templateDraftOf({ db }: Pick<Deps, "db">, given: string): Promise<TemplateDraftAnswer> {
  const [{ name }] = await requireTemplate(db, given);
  const row = await findTemplateDraft(db, name);
  if (!row) return { number: 0, draft: null };
  if (!isOpen(row)) return { number: row.number, draft: null };
  const base = await baseOf(db, row);
  return { number: row.number, draft: shown(row, base) };
}

/** @throws {Problem} `conflict` where it is another than was seen, or there is none. */
export async function requireDraft({ db }: Pick<Deps, "db">, name: string, number: number) {
  const row = await findTemplateDraft(db, name);
  if (!row || !isOpen(row) || row.number !== number) throw draftChanged(row);
  return { row, base: await baseOf(db, row) };
}

export function draftChanged(row: TemplateDraftRow | undefined): Problem {
  const message =
    row && isOpen(row)
      ? `${row.changed_by} changed the draft meanwhile.`
      : row
        ? `${row.changed_by} published the draft, or put it away, meanwhile.`
        : "There is no draft.";
  return new Problem("conflict", message, "Look at it as it is now, then decide again.");
}

/** Everything that keeps a draft from being published. */
export function draftFaults({ parts, skills }: Pick<OpenDraft, "parts" | "skills">, base: Spec): FieldProblem[] {
  return [...partFaults(parts, base), ...unread(skills)];
}

function unread(skills: OpenDraft["skills"]): FieldProblem[] {
  return Object.entries(skills)
    .filter(([, { reviewed_by }]) => reviewed_by === null)
    .map(([name, { by }]) => {
      const message = `Nobody has read the skill ${name} as ${by} wrote it.`;
      return { path: `skills.${name}`, code: "not_reviewed", message, fix: "Read it, and mark it as reviewed." };
    });
}

/** Skills that differ from the base, with whose words they are: a review holds for the very text alone. */
export function changedSkills(parts: TemplateParts, base: Spec, by: string, before: TemplateDraftRow | undefined) {
  const earlier = before && isOpen(before) ? before : undefined;
  const changed = Object.keys(parts.skills).filter((name) => parts.skills[name] !== base.skills[name]);
  return Object.fromEntries(
    changed.map((name) => {
      const kept = earlier?.parts.skills[name] === parts.skills[name] ? earlier?.skills[name] : undefined;
      return [name, kept ?? { by, reviewed_by: null }];
    }),
  );
}

export const skillDigest = (text: string): string => sha256(text);

function isOpen(row: TemplateDraftRow): row is OpenDraft {
  return row.parts !== null && row.base !== null;
}

async function baseOf(db: Deps["db"], { name, base }: OpenDraft): Promise<Spec> {
  return specification.parse((await requireVersion(db, name, base)).spec);
}

function shown(row: OpenDraft, base: Spec): TemplateDraft {
  const { parts, skills, changed_by, changed_at } = row;
  const faults = draftFaults(row, base);
  return { base: row.base, parts, faults, skills, changed_by, changed_at: changed_at.toISOString() };
}
