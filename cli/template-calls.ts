import type { z } from "zod";
import { asAnswer } from "../webhooks/contract/as-answer.ts";
import { runTemplateList, type TemplateAnswer } from "../webhooks/contract/runs.ts";
import * as contract from "../webhooks/contract/templates.ts";
import type { Ask } from "./ask.ts";

type WithoutName<Request> = Omit<Request, "by">;

/** Templates over the app's API: who asks, the token says. */
export type TemplateCalls = {
  list: () => Promise<TemplateAnswer[]>;
  history: (name: string) => Promise<contract.TemplateHistory>;
  parts: (name: string, version: number) => Promise<contract.TemplateParts>;
  draft: (name: string) => Promise<contract.TemplateDraftAnswer>;
  /** @param newer Null: the draft. */
  differences: (name: string, older: number, newer: number | null) => Promise<contract.VersionDifferences>;
  begin: (asked: WithoutName<contract.CopyTemplateRequest>) => Promise<contract.TemplateHistory>;
  saveDraft: (
    name: string,
    asked: WithoutName<contract.SaveTemplateDraftRequest>,
  ) => Promise<contract.TemplateDraftAnswer>;
  discardDraft: (name: string, asked: { number: number }) => Promise<contract.TemplateDraftAnswer>;
  reviewSkill: (name: string, asked: WithoutName<contract.ReviewSkillRequest>) => Promise<contract.TemplateDraftAnswer>;
  publish: (
    name: string,
    asked: WithoutName<contract.PublishVersionRequest>,
  ) => Promise<contract.TemplateVersionAnswer>;
  moveTag: (
    name: string,
    tag: string,
    asked: WithoutName<contract.MoveTagRequest>,
  ) => Promise<contract.TemplateHistory>;
  removeTag: (
    name: string,
    tag: string,
    asked: WithoutName<contract.RemoveTagRequest>,
  ) => Promise<contract.TemplateHistory>;
};

const shapes = {
  list: asAnswer(runTemplateList),
  history: asAnswer(contract.templateHistory),
  parts: asAnswer(contract.templateParts),
  draft: asAnswer(contract.templateDraftAnswer),
  version: asAnswer(contract.templateVersion),
  differences: asAnswer(contract.versionDifferences),
};

export function templateCalls(ask: Ask): TemplateCalls {
  const at = (name: string, rest = "") => `/run_templates/${encodeURIComponent(name)}${rest}`;
  const post = <S extends z.ZodType>(path: string, shape: S, body: object) =>
    ask(path, { method: "POST", shape, body });
  const tagPath = (name: string, tag: string) => at(name, `/tags/${encodeURIComponent(tag)}`);
  return {
    list: async () => (await ask("/run_templates", { shape: shapes.list })).run_templates,
    history: (name) => ask(at(name, "/versions"), { shape: shapes.history }),
    parts: (name, version) => ask(at(name, `/versions/${version}/parts`), { shape: shapes.parts }),
    draft: (name) => ask(at(name, "/draft"), { shape: shapes.draft }),
    differences(name, older, newer) {
      const query = newer === null ? `older=${older}` : `older=${older}&newer=${newer}`;
      return ask(at(name, `/differences?${query}`), { shape: shapes.differences });
    },
    begin: (asked) => post("/run_templates", shapes.history, asked),
    saveDraft: (name, body) => ask(at(name, "/draft"), { method: "PUT", shape: shapes.draft, body }),
    discardDraft: (name, asked) => post(at(name, "/draft/discard"), shapes.draft, asked),
    reviewSkill: (name, asked) => post(at(name, "/draft/reviews"), shapes.draft, asked),
    publish: (name, asked) => post(at(name, "/versions"), shapes.version, asked),
    moveTag: (name, tag, body) => ask(tagPath(name, tag), { method: "PUT", shape: shapes.history, body }),
    removeTag: (name, tag, asked) => post(`${tagPath(name, tag)}/removal`, shapes.history, asked),
  };
}
