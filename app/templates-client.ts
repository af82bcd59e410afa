import { asAnswer } from "../webhooks/contract/as-answer.ts";
import { runTemplateList, templateAnswer, type TemplateAnswer } from "../webhooks/contract/runs.ts";
import {
  templateDraftAnswer,
  templateHistory,
  templateParts,
  templateVersion,
  versionDifferences,
  type CopyTemplateRequest,
  type MoveTagRequest,
  type PublishVersionRequest,
  type RemoveTagRequest,
  type ReviewSkillRequest,
  type SaveTemplateDraftRequest,
  type TemplateDraftAnswer,
  type TemplateHistory,
  type TemplateParts,
  type TemplateVersionAnswer,
  type VersionDifferences,
} from "../webhooks/contract/templates.ts";
import { callsPipelines, pathPart, type PipelinesAddress } from "./pipelines-call.ts";

/** Templates, their versions, tags and drafts as the app sees them. Every call throws a Problem: the pipelines' own, or `unavailable`. */
export type TemplatesClient = {
  /** The newest version of each template, and every one that a tag names. */
  list: () => Promise<TemplateAnswer[]>;
  /** @param ref `name`, `name@3` or `name:tag`. */
  get: (ref: string) => Promise<TemplateAnswer>;
  history: (name: string) => Promise<TemplateHistory>;
  parts: (name: string, version: number) => Promise<TemplateParts>;
  /** @param newer Null: the draft. */
  differences: (name: string, older: number, newer: number | null) => Promise<VersionDifferences>;
  copy: (asked: CopyTemplateRequest) => Promise<TemplateHistory>;
  moveTag: (name: string, tag: string, asked: MoveTagRequest) => Promise<TemplateHistory>;
  removeTag: (name: string, tag: string, asked: RemoveTagRequest) => Promise<TemplateHistory>;
  draft: (name: string) => Promise<TemplateDraftAnswer>;
  saveDraft: (name: string, asked: SaveTemplateDraftRequest) => Promise<TemplateDraftAnswer>;
  discardDraft: (name: string, asked: { number: number; by: string }) => Promise<TemplateDraftAnswer>;
  reviewSkill: (name: string, asked: ReviewSkillRequest) => Promise<TemplateDraftAnswer>;
  publish: (name: string, asked: PublishVersionRequest) => Promise<TemplateVersionAnswer>;
};

const answers = {
  history: asAnswer(templateHistory),
  parts: asAnswer(templateParts),
  draft: asAnswer(templateDraftAnswer),
  version: asAnswer(templateVersion),
};

export function templatesClient(address: PipelinesAddress): TemplatesClient {
  const get = callsPipelines(address, "GET");
  const post = callsPipelines(address, "POST");
  const put = callsPipelines(address, "PUT");
  const at = (name: string, rest = "") => `run_templates/${pathPart(name)}${rest}`;
  return {
    list: async () => (await get("run_templates", asAnswer(runTemplateList))).run_templates,
    get: async (ref) => get(at(ref), asAnswer(templateAnswer)),
    history: async (name) => get(at(name, "/versions"), answers.history),
    parts: async (name, version) => get(at(name, `/versions/${version}/parts`), answers.parts),
    differences: async (name, older, newer) => {
      const query = new URLSearchParams({ older: `${older}`, ...(newer !== null && { newer: `${newer}` }) });
      return get(at(name, `/differences?${query.toString()}`), asAnswer(versionDifferences));
    },
    copy: (asked) => post("run_templates", answers.history, asked),
    moveTag: async (name, tag, asked) => put(at(name, `/tags/${pathPart(tag)}`), answers.history, asked),
    removeTag: async (name, tag, asked) => post(at(name, `/tags/${pathPart(tag)}/removal`), answers.history, asked),
    draft: async (name) => get(at(name, "/draft"), answers.draft),
    saveDraft: async (name, asked) => put(at(name, "/draft"), answers.draft, asked),
    discardDraft: async (name, asked) => post(at(name, "/draft/discard"), answers.draft, asked),
    reviewSkill: async (name, asked) => post(at(name, "/draft/reviews"), answers.draft, asked),
    publish: async (name, asked) => post(at(name, "/versions"), answers.version, asked),
  };
}
