import { z } from "zod";
import { validateRequest, validateAnswer } from "../../webhooks/contract/validation.ts";
import type { Operations } from "../../api/operation.ts";
import { evidencePreview } from "../../webhooks/contract/evidence.ts";
import * as runs from "../../webhooks/contract/runs.ts";
import * as templates from "../../webhooks/contract/templates.ts";
import { idempotencyKey } from "./parts.ts";
import { differencesQuery, evidenceRequest } from "./requests.ts";

export const reading = z.object({ id: z.uuid() });
export const contractSchema = z.record(z.string(), z.unknown());

export const ONCE = {
  "Idempotency-Key": {
    description: "The same key with the same body answers with the same run; with another body 422.",
    schema: idempotencyKey,
  },
};

/** Templates, their versions, and what is begun with them. */
export const TEMPLATE_OPERATIONS: Operations = {
  "GET /run_templates": { id: "listRunTemplates", summary: "The run templates in use", answer: runs.runTemplateList },
  "GET /run_templates/{ref}": {
    id: "getRunTemplate",
    summary: "One version, by name, name@3 or name:tag",
    answer: runs.templateAnswer,
  },
  "GET /run_templates/{ref}/schema": {
    id: "getContractSchema",
    summary: "The contract as JSON Schema",
    answer: contractSchema,
  },
  "POST /run_templates": {
    id: "copyTemplate",
    summary: "Begins a template of one’s own, as a copy of one version",
    body: templates.copyTemplateRequest,
    answer: templates.templateHistory,
  },
  "GET /run_templates/{name}/versions": {
    id: "listVersions",
    summary: "Versions, newest first, with what their runs of the last 30 days came to; tags, and how they moved",
    answer: templates.templateHistory,
  },
  "POST /run_templates/{name}/versions": {
    id: "publishVersion",
    summary: "Makes the draft a version that never changes; moves no tag",
    body: templates.publishVersionRequest,
    answer: templates.templateVersion,
  },
  "GET /run_templates/{name}/versions/{version}/parts": {
    id: "getParts",
    summary: "What people may change of a version, as it is there",
    answer: templates.templateParts,
  },
  "GET /run_templates/{name}/differences": {
    id: "compareVersions",
    summary: "Two versions, or a version and the draft, field by field",
    query: differencesQuery,
    answer: templates.versionDifferences,
  },
  "PUT /run_templates/{name}/tags/{tag}": {
    id: "moveTag",
    summary: "Lets a tag name another version, from the next run on",
    body: templates.moveTagRequest,
    answer: templates.templateHistory,
  },
  "POST /run_templates/{name}/tags/{tag}/removal": {
    id: "removeTag",
    summary: "Takes a tag away",
    body: templates.removeTagRequest,
    answer: templates.templateHistory,
  },
  "GET /run_templates/{name}/draft": {
    id: "getDraft",
    summary: "What is being made of a template, and what keeps it from being published",
    answer: templates.templateDraftAnswer,
  },
  "PUT /run_templates/{name}/draft": {
    id: "saveDraft",
    summary: "Keeps what is being made of a template, also where it cannot be published yet",
    body: templates.saveTemplateDraftRequest,
    answer: templates.templateDraftAnswer,
  },
  "POST /run_templates/{name}/draft/discard": {
    id: "discardDraft",
    summary: "Puts the draft away",
    body: templates.ofDraftRequest,
    answer: templates.templateDraftAnswer,
  },
  "POST /run_templates/{name}/draft/reviews": {
    id: "reviewSkill",
    summary: "Says that somebody has read a skill as it stands in the draft",
    body: templates.reviewSkillRequest,
    answer: templates.templateDraftAnswer,
  },
  "POST /run_templates/{ref}/evidence": {
    id: "previewEvidence",
    summary: "What such a run would read; 202 when that takes longer",
    body: evidenceRequest,
    answer: evidencePreview,
    later: reading,
    location: true,
    starts: true,
  },
  "POST /run_templates/{ref}/validate": {
    id: "validateParameters",
    summary: "Whether such a run could start; writes nothing",
    body: validateRequest,
    answer: validateAnswer,
  },
  "POST /run_templates/{ref}/runs": {
    id: "startRun",
    summary: "Starts a run",
    body: runs.triggerRequest,
    answer: runs.triggerAnswer,
    status: 202,
    location: true,
    headers: ONCE,
    starts: true,
  },
};
