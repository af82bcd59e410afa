import { answer } from "../../api/answer.ts";
import { bodyOf } from "../../api/body.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { runTemplateList } from "../../webhooks/contract/runs.ts";
import {
  tagName,
  templateDraftAnswer,
  templateHistory,
  templateParts,
  templateVersion,
  versionDifferences,
} from "../../webhooks/contract/templates.ts";
import type { Deps } from "../deps.ts";
import { beginTemplate } from "../templates/begin-template.ts";
import { editTemplate } from "../templates/edit-template.ts";
import { moveTemplateTag } from "../templates/move-template-tag.ts";
import { publishTemplate } from "../templates/publish-template.ts";
import { putDraftAway } from "../templates/put-draft-away.ts";
import { removeTemplateTag } from "../templates/remove-template-tag.ts";
import { reviewTemplateSkill } from "../templates/review-template-skill.ts";
import type { ApiHandler } from "./env.ts";
import type { OperationName } from "./operations.ts";
import { asked, templatePath, versionPath } from "./template-operations.ts";

type Call = Parameters<ApiHandler>[0];

/** The same operations as in the browser. */
export function templateHandlers(deps: Deps) {
  const { log } = deps;
  const { templates } = deps.pipelines;
  return {
    "GET /run_templates": async (c) => answer(c, log, runTemplateList, { run_templates: await templates.list() }),
    "POST /run_templates": async (c) =>
      answer(c, log, templateHistory, await beginTemplate(deps, c.var.actor, await bodyOf(c, asked.copy))),
    "GET /run_templates/{name}/versions": async (c) =>
      answer(c, log, templateHistory, await templates.history(nameIn(c))),
    "POST /run_templates/{name}/versions": async (c) => {
      const body = await bodyOf(c, asked.publish);
      return answer(c, log, templateVersion, await publishTemplate(deps, c.var.actor, nameIn(c), body));
    },
    "GET /run_templates/{name}/versions/{version}/parts": async (c) =>
      answer(c, log, templateParts, await templates.parts(nameIn(c), versionIn(c.req.param("version")))),
    "GET /run_templates/{name}/differences": async (c) => {
      const { older, newer } = c.req.query();
      const compared = [versionIn(older), newer === undefined ? null : versionIn(newer)] as const;
      return answer(c, log, versionDifferences, await templates.differences(nameIn(c), ...compared));
    },
    "PUT /run_templates/{name}/tags/{tag}": async (c) => {
      const body = { tag: tagIn(c), ...(await bodyOf(c, asked.move)) };
      return answer(c, log, templateHistory, await moveTemplateTag(deps, c.var.actor, nameIn(c), body));
    },
    "POST /run_templates/{name}/tags/{tag}/removal": async (c) => {
      const body = { tag: tagIn(c), ...(await bodyOf(c, asked.remove)) };
      return answer(c, log, templateHistory, await removeTemplateTag(deps, c.var.actor, nameIn(c), body));
    },
    "GET /run_templates/{name}/draft": async (c) =>
      answer(c, log, templateDraftAnswer, await templates.draft(nameIn(c))),
    "PUT /run_templates/{name}/draft": async (c) => {
      const body = await bodyOf(c, asked.save);
      return answer(c, log, templateDraftAnswer, await editTemplate(deps, c.var.actor, nameIn(c), body));
    },
    "POST /run_templates/{name}/draft/discard": async (c) => {
      const body = await bodyOf(c, asked.discard);
      return answer(c, log, templateDraftAnswer, await putDraftAway(deps, c.var.actor, nameIn(c), body));
    },
    "POST /run_templates/{name}/draft/reviews": async (c) => {
      const body = await bodyOf(c, asked.review);
      return answer(c, log, templateDraftAnswer, await reviewTemplateSkill(deps, c.var.actor, nameIn(c), body));
    },
  } satisfies Partial<Record<OperationName, ApiHandler>>;
}

/** @throws {Problem} `not_found`, also for what cannot be a name. */
function nameIn(c: Call): string {
  const { success, data: name } = templatePath.safeParse(c.req.param("name"));
  if (success) return name;
  throw new Problem("not_found", "There is no such template.", "Choose one from GET /run_templates.");
}

function versionIn(text: string | undefined): number {
  const { success, data } = versionPath.safeParse(text);
  if (success) return Number(data);
  throw new Problem("not_found", "There is no such version.", "Choose one from GET /run_templates/{name}/versions.");
}

function tagIn(c: Call): string {
  const { success, data: tag } = tagName.safeParse(c.req.param("tag"));
  if (success) return tag;
  throw new Problem("not_found", "A tag cannot be called so.", "Use small letters, digits, . _ and -.");
}
