import type { CopyTemplateRequest, TemplateHistory } from "../../webhooks/contract/templates.ts";
import type { Actor, Deps } from "../deps.ts";
import { audited } from "../people/audited.ts";

const ACTIONS = {
  right: "templates.change",
  asked: "template.begin_asked",
  done: "template.begun",
  failed: "template.begin_failed",
} as const;

/** Begins a template of the team's own, as a copy of one version. @throws {Problem} `forbidden`, or the pipelines' own */
export async function beginTemplate(
  deps: Deps,
  actor: Actor,
  asked: Omit<CopyTemplateRequest, "by">,
): Promise<TemplateHistory> {
  const detail = { template: asked.name, from: asked.from };
  return audited(deps, actor, ACTIONS, detail, (by) => deps.pipelines.templates.copy({ ...asked, by }));
}
