import { z } from "zod";
import { runTemplateList } from "../../webhooks/contract/runs.ts";
import * as contract from "../../webhooks/contract/templates.ts";
import type { AppOperation } from "./operation.ts";

/** As in an address; a name that is none names nothing. */
export const templatePath = z.string().regex(/^[\w-]{1,40}$/);
export const versionPath = z.string().regex(/^\d{1,6}$/);

/** What the pipelines take, without the name of whoever asks: the token says it. */
export const asked = {
  copy: contract.copyTemplateRequest.omit({ by: true }),
  move: contract.moveTagRequest.omit({ by: true }),
  remove: contract.removeTagRequest.omit({ by: true }),
  save: contract.saveTemplateDraftRequest.omit({ by: true }),
  discard: contract.ofDraftRequest.omit({ by: true }),
  review: contract.reviewSkillRequest.omit({ by: true }),
  publish: contract.publishVersionRequest.omit({ by: true }),
};

/** `newer` absent: the draft. */
const compared = z.object({ older: versionPath, newer: versionPath.optional() });

const RIGHT = "templates.change";

export const APP_TEMPLATE_OPERATIONS = {
  "GET /run_templates": {
    id: "listTemplates",
    summary: "The templates, each by its newest version and those that tags name",
    answer: runTemplateList,
    right: "read",
  },
  "POST /run_templates": {
    id: "beginTemplate",
    summary: "Begins a template of one’s own, as a copy of one version",
    body: asked.copy,
    answer: contract.templateHistory,
    right: RIGHT,
  },
  "GET /run_templates/{name}/versions": {
    id: "getTemplateHistory",
    summary: "Versions, newest first, with what their runs of the last 30 days came to; tags, and how they moved",
    answer: contract.templateHistory,
    right: "read",
  },
  "POST /run_templates/{name}/versions": {
    id: "publishTemplateVersion",
    summary: "Makes the draft a version that never changes; moves no tag",
    body: asked.publish,
    answer: contract.templateVersion,
    right: RIGHT,
  },
  "GET /run_templates/{name}/versions/{version}/parts": {
    id: "getTemplateParts",
    summary: "What people may change of a version, as it is there",
    answer: contract.templateParts,
    right: "read",
  },
  "GET /run_templates/{name}/differences": {
    id: "compareTemplateVersions",
    summary: "Two versions, or a version and the draft, field by field",
    query: compared,
    answer: contract.versionDifferences,
    right: "read",
  },
  "PUT /run_templates/{name}/tags/{tag}": {
    id: "moveTemplateTag",
    summary: "Lets a tag name another version, from the next run on",
    body: asked.move,
    answer: contract.templateHistory,
    right: RIGHT,
  },
  "POST /run_templates/{name}/tags/{tag}/removal": {
    id: "removeTemplateTag",
    summary: "Takes a tag away that no profile names",
    body: asked.remove,
    answer: contract.templateHistory,
    right: RIGHT,
  },
  "GET /run_templates/{name}/draft": {
    id: "getTemplateDraft",
    summary: "What is being made of a template, and what keeps it from being published",
    answer: contract.templateDraftAnswer,
    right: "read",
  },
  "PUT /run_templates/{name}/draft": {
    id: "saveTemplateDraft",
    summary: "Keeps what is being made of a template, also where it cannot be published yet",
    body: asked.save,
    answer: contract.templateDraftAnswer,
    right: RIGHT,
  },
  "POST /run_templates/{name}/draft/discard": {
    id: "discardTemplateDraft",
    summary: "Puts the draft away",
    body: asked.discard,
    answer: contract.templateDraftAnswer,
    right: RIGHT,
  },
  "POST /run_templates/{name}/draft/reviews": {
    id: "reviewTemplateSkill",
    summary: "Says that you have read a skill as it stands in the draft",
    body: asked.review,
    answer: contract.templateDraftAnswer,
    right: RIGHT,
  },
} satisfies Record<string, AppOperation>;
