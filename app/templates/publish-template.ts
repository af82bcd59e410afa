import type { PublishVersionRequest, TemplateVersionAnswer } from "../../webhooks/contract/templates.ts";
import type { Actor, Deps } from "../deps.ts";
import { audited } from "../people/audited.ts";

const ACTIONS = {
  right: "templates.change",
  asked: "template.publish_asked",
  done: "template.published",
  failed: "template.publish_failed",
} as const;

/** Makes the draft of a template a version that never changes. No tag moves by that. @throws {Problem} `forbidden`, or the pipelines' own: `conflict` names who was faster */
export async function publishTemplate(
  deps: Deps,
  actor: Actor,
  name: string,
  asked: Omit<PublishVersionRequest, "by">,
): Promise<TemplateVersionAnswer> {
  return audited(deps, actor, ACTIONS, { template: name, note: asked.note }, (by) =>
    deps.pipelines.templates.publish(name, { ...asked, by }),
  );
}
