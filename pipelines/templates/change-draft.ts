import { inTransaction } from "../../db/connect.ts";
import { findTemplateDraft, keepTemplateDraft } from "../../db/pipelines/template-drafts.ts";
import type { Tx } from "../../db/pipelines/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type {
  ofDraftRequest,
  reviewSkillRequest,
  saveTemplateDraftRequest,
} from "../../webhooks/contract/templates.ts";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { changedSkills, draftChanged, requireDraft, skillDigest } from "./draft.ts";
import { requireTemplate, requireVersion } from "./require-template.ts";
import { specification } from "./specification.ts";

/** Keeps what is being made of a template; what is wrong with it is said, and kept too. @throws {Problem} `conflict`, `not_found` */
export async function saveTemplateDraft(
  { db, clock }: Deps,
  given: string,
  { number, base, parts, by }: z.output<typeof saveTemplateDraftRequest>,
): Promise<void> {
  const [{ name }] = await requireTemplate(db, given);
  const spec = specification.parse((await requireVersion(db, name, base)).spec);
  await inTransaction(db, async (tx) => {
    const before = await findTemplateDraft(tx, name);
    const skills = changedSkills(parts, spec, by, before);
    await keep(tx, { name, base, parts, skills, changed_by: by, changed_at: clock() }, number);
  });
}

/** @throws {Problem} `conflict`, `not_found` */
export async function discardTemplateDraft(
  deps: Deps,
  given: string,
  { number, by }: z.output<typeof ofDraftRequest>,
): Promise<void> {
  const [{ name }] = await requireTemplate(deps.db, given);
  await inTransaction(deps.db, async (tx) => {
    await requireDraft({ db: tx }, name, number);
    await keep(tx, { ...NOTHING, name, changed_by: by, changed_at: deps.clock() }, number);
  });
}

/** Somebody has read a skill as it stands. @throws {Problem} `conflict` where its text is another by now; `not_found` */
export async function reviewSkill(
  deps: Deps,
  given: string,
  { number, skill, sha256, by }: z.output<typeof reviewSkillRequest>,
): Promise<void> {
  const [{ name }] = await requireTemplate(deps.db, given);
  await inTransaction(deps.db, async (tx) => {
    const { row } = await requireDraft({ db: tx }, name, number);
    const { base, parts, skills } = row;
    const [text, now] = [parts.skills[skill], skills[skill]];
    if (text === undefined || !now) {
      throw new Problem("not_found", `The draft changes no skill “${skill}”.`, "Look at the draft.");
    }
    if (skillDigest(text) !== sha256) {
      throw new Problem("conflict", `${now.by} changed the skill ${skill} meanwhile.`, "Read it as it is now.");
    }
    const read = { ...skills, [skill]: { ...now, reviewed_by: by } };
    const { changed_by, changed_at } = row;
    await keep(tx, { name, base, parts, skills: read, changed_by, changed_at }, number);
  });
}

/** Published or put away: its number stays, so that nobody takes the next one for it. */
export const NOTHING = { base: null, parts: null, skills: {} } as const;

export async function keep(tx: Tx, change: Parameters<typeof keepTemplateDraft>[1], number: number): Promise<void> {
  if (await keepTemplateDraft(tx, change, number)) return;
  throw draftChanged(await findTemplateDraft(tx, change.name));
}
