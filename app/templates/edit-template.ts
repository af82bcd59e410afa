import type { SaveTemplateDraftRequest, TemplateDraftAnswer } from "../../webhooks/contract/templates.ts";
import type { Actor, Deps } from "../deps.ts";
import { audited } from "../people/audited.ts";

const ACTIONS = {
  right: "templates.change",
  asked: "template.draft_asked",
  done: "template.draft_saved",
  failed: "template.draft_failed",
} as const;

/** Saves what is being made of a template: one draft, for all who work on it. What is wrong with it is said with it, and kept too. @throws {Problem} `forbidden`, or the pipelines' own: `conflict` names who was faster */
export async function editTemplate(
  deps: Deps,
  actor: Actor,
  name: string,
  asked: Omit<SaveTemplateDraftRequest, "by">,
): Promise<TemplateDraftAnswer> {
  return audited(deps, actor, ACTIONS, { template: name, base: asked.base }, (by) =>
    deps.pipelines.templates.saveDraft(name, { ...asked, by }),
  );
}
