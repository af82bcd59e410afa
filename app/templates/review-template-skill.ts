import type { ReviewSkillRequest, TemplateDraftAnswer } from "../../webhooks/contract/templates.ts";
import type { Actor, Deps } from "../deps.ts";
import { audited } from "../people/audited.ts";

const ACTIONS = {
  right: "templates.change",
  asked: "template.review_asked",
  done: "template.skill_reviewed",
  failed: "template.review_failed",
} as const;

/** Says that somebody has read a skill of the draft as it stands. @throws {Problem} `forbidden`, or the pipelines' own: `conflict` names who was faster */
export async function reviewTemplateSkill(
  deps: Deps,
  actor: Actor,
  name: string,
  asked: Omit<ReviewSkillRequest, "by">,
): Promise<TemplateDraftAnswer> {
  return audited(deps, actor, ACTIONS, { template: name, skill: asked.skill, sha256: asked.sha256 }, (by) =>
    deps.pipelines.templates.reviewSkill(name, { ...asked, by }),
  );
}
