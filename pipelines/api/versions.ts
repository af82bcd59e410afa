import { Hono } from "hono";
import {
  copyTemplateRequest,
  moveTagRequest,
  ofDraftRequest,
  publishVersionRequest,
  removeTagRequest,
  reviewSkillRequest,
  saveTemplateDraftRequest,
  tagName,
  templateDraftAnswer,
  templateHistory,
  templateParts,
  templateVersion,
  versionDifferences,
} from "../../webhooks/contract/templates.ts";
import { parse, Problem } from "../../webhooks/contract/problem.ts";
import { listTags } from "../../db/pipelines/templates.ts";
import { answer } from "../../api/answer.ts";
import { bodyOf } from "../../api/body.ts";
import type { Deps } from "../deps.ts";
import { discardTemplateDraft, reviewSkill, saveTemplateDraft } from "../templates/change-draft.ts";
import { copyTemplate } from "../templates/copy-template.ts";
import { templateDraftOf } from "../templates/draft.ts";
import { differencesOf, shownVersion, templateHistoryOf } from "../templates/history.ts";
import { moveTag, removeTag } from "../templates/move-tag.ts";
import { partsOfSpec } from "../templates/parts.ts";
import { publishVersion } from "../templates/publish-version.ts";
import { requireVersion } from "../templates/require-template.ts";
import { specification } from "../templates/specification.ts";
import { pathParts } from "./parts.ts";
import { differencesQuery } from "./requests.ts";

/** How a template is written, and by which versions: made, named by tags, compared. */
export function versionRoutes(deps: Deps): Hono {
  const { db, log } = deps;
  const history = (name: string) => templateHistoryOf(deps, name);
  const draft = (name: string) => templateDraftOf(deps, name);
  return new Hono()
    .post("/", async (c) => {
      const asked = await bodyOf(c, copyTemplateRequest);
      await copyTemplate(deps, asked);
      return answer(c, log, templateHistory, await history(asked.name));
    })
    .get("/:name/versions", async (c) => answer(c, log, templateHistory, await history(c.req.param("name"))))
    .post("/:name/versions", async (c) => {
      const name = c.req.param("name");
      const version = await publishVersion(deps, name, await bodyOf(c, publishVersionRequest));
      const stored = await requireVersion(db, name, version);
      return answer(c, log, templateVersion, shownVersion(deps, stored, { tags: await listTags(db, stored.name) }));
    })
    .get("/:name/versions/:version/parts", async (c) => {
      const stored = await requireVersion(db, c.req.param("name"), wholeIn(c.req.param("version")));
      return answer(c, log, templateParts, partsOfSpec(specification.parse(stored.spec)));
    })
    .get("/:name/differences", async (c) => {
      const { older, newer } = parse(differencesQuery, c.req.query(), "The query", "Name two versions.");
      return answer(c, log, versionDifferences, await differencesOf(deps, c.req.param("name"), older, newer));
    })
    .put("/:name/tags/:tag", async (c) => {
      const where = { name: c.req.param("name"), tag: tagIn(c.req.param("tag")) };
      await moveTag(deps, where, await bodyOf(c, moveTagRequest));
      return answer(c, log, templateHistory, await history(where.name));
    })
    .post("/:name/tags/:tag/removal", async (c) => {
      const where = { name: c.req.param("name"), tag: tagIn(c.req.param("tag")) };
      await removeTag(deps, where, await bodyOf(c, removeTagRequest));
      return answer(c, log, templateHistory, await history(where.name));
    })
    .get("/:name/draft", async (c) => answer(c, log, templateDraftAnswer, await draft(c.req.param("name"))))
    .put("/:name/draft", async (c) => {
      const name = c.req.param("name");
      await saveTemplateDraft(deps, name, await bodyOf(c, saveTemplateDraftRequest));
      return answer(c, log, templateDraftAnswer, await draft(name));
    })
    .post("/:name/draft/discard", async (c) => {
      const name = c.req.param("name");
      await discardTemplateDraft(deps, name, await bodyOf(c, ofDraftRequest));
      return answer(c, log, templateDraftAnswer, await draft(name));
    })
    .post("/:name/draft/reviews", async (c) => {
      const name = c.req.param("name");
      await reviewSkill(deps, name, await bodyOf(c, reviewSkillRequest));
      return answer(c, log, templateDraftAnswer, await draft(name));
    });
}

function tagIn(text: string): string {
  return parse(tagName, text, "The tag’s name", "Use small letters, digits, . _ and -.");
}

function wholeIn(text: string): number {
  const { data } = pathParts.version.safeParse(text);
  if (data !== undefined) return Number(data);
  throw new Problem("not_found", "There is no such version.", "Look at the template’s versions.");
}
