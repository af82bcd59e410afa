import { digestOf, sha256 } from "../../../webhooks/contract/digest.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { editTemplate } from "../../templates/edit-template.ts";
import { publishTemplate } from "../../templates/publish-template.ts";
import { putDraftAway } from "../../templates/put-draft-away.ts";
import { reviewTemplateSkill } from "../../templates/review-template-skill.ts";
import { field, queryOf, seeOther, type Fields, type Handler, type Web } from "../page/context.ts";
import { setFlash } from "../page/flash.ts";
import type { WebDeps } from "../page/page.ts";
import { fieldsOf } from "../page/read-form.ts";
import type { RouteName } from "../page/rights.ts";
import { type DraftForm, formOfParts, partsOfForm, readDraftForm } from "./draft-form.ts";
import { drawDraft, drawVersion, type DraftPages, loadDraft, type LoadedDraft, besideTheirs } from "./draw-draft.ts";
import { flatParts, seenOf } from "./flat-parts.ts";
import { templateIn } from "./templates.ts";

export type TemplateDraftPages = DraftPages;

/** What is being made of a template: one form, and every act sends all of it, so that nothing typed is left behind. */
export function templateDraftRoutes(deps: WebDeps<DraftPages>) {
  return {
    "GET /templates/:name/versions/:number": (c) => drawVersion(c, deps),
    "GET /templates/:name/draft": async (c) => {
      const loaded = await loadDraft(c, deps, Number(field(queryOf(c), "base")));
      return drawDraft(c, deps, loaded, formAsKept(loaded), { as_saved: true });
    },
    "POST /templates/:name/draft": async (c) => act(c, deps, await fieldsOf(c)),
    "POST /templates/:name/draft/discard": async (c) => {
      const number = Number(field(await fieldsOf(c), "number"));
      await putDraftAway(deps, c.var.actor, templateIn(c), { number });
      setFlash(c, "template_draft_gone");
      return seeOther(c, `/templates/${templateIn(c)}`);
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

function formAsKept({ answer, base, parts }: LoadedDraft): DraftForm {
  const kept = answer.draft?.parts ?? parts;
  return formOfParts(kept, { number: answer.number, base, seen: seenOf(flatParts(kept)) });
}

async function act(c: Web, deps: WebDeps<DraftPages>, fields: Fields): Promise<Response> {
  const form = readDraftForm(fields);
  const asked = field(fields, "act");
  const loaded = await loadDraft(c, deps, form.base);
  const { answer } = loaded;
  const same = answer.number === form.number;
  const policy = answer.draft?.parts.policy ?? loaded.parts.policy;
  const read = partsOfForm(form, { policy, base: Object.keys(loaded.parts.prompts) });
  const errors = { ...read.errors, ...(asked === "publish" && form.note === "" && { note: "Say what changed." }) };
  if (!read.parts || Object.keys(errors).length > 0) {
    return drawDraft(c, deps, loaded, form, { as_saved: false, errors });
  }
  const { parts } = read;
  try {
    const isKept = same && answer.draft !== null && digestOf(answer.draft.parts) === digestOf(parts);
    const number = isKept ? answer.number : await save(c, deps, { number: form.number, base: loaded.base, parts });
    return await follow(c, deps, form, asked, { number, parts });
  } catch (error) {
    if (!(error instanceof Problem) || error.code === "forbidden" || error.code === "not_found") throw error;
    const now = await loadDraft(c, deps, form.base);
    if (error.code === "conflict") return besideTheirs(c, deps, { loaded: now, form, parts, problem: error });
    const kept = { ...formAsKept(now), note: form.note };
    return drawDraft(c, deps, now, kept, { as_saved: true, problem: error });
  }
}

async function save(c: Web, deps: WebDeps, asked: Parameters<typeof editTemplate>[3]): Promise<number> {
  return (await editTemplate(deps, c.var.actor, templateIn(c), asked)).number;
}

const READ = /^read\.(\d{1,3})$/;

async function follow(
  c: Web,
  deps: WebDeps,
  form: DraftForm,
  asked: string,
  { number, parts }: { number: number; parts: NonNullable<ReturnType<typeof partsOfForm>["parts"]> },
): Promise<Response> {
  const at = `/templates/${templateIn(c)}`;
  const [, row] = READ.exec(asked) ?? [];
  if (row !== undefined) {
    const skill = form.skills[Number(row)]?.name ?? "";
    const text = Object.hasOwn(parts.skills, skill) ? parts.skills[skill] : undefined;
    const read = { number, skill, sha256: sha256(text ?? "") };
    await reviewTemplateSkill(deps, c.var.actor, templateIn(c), read);
    setFlash(c, "template_skill_read");
    return seeOther(c, `${at}/draft#skills`);
  }
  if (asked === "publish") {
    const made = await publishTemplate(deps, c.var.actor, templateIn(c), { number, note: form.note });
    setFlash(c, "template_published");
    return seeOther(c, `${at}#v${made.version}`);
  }
  if (asked === "try") return seeOther(c, `${at}/trial`);
  setFlash(c, "template_draft_saved");
  return seeOther(c, `${at}/draft`);
}
