import type { MoveTagRequest, TemplateHistory } from "../../webhooks/contract/templates.ts";
import type { Actor, Deps } from "../deps.ts";
import { audited } from "../people/audited.ts";

const ACTIONS = {
  right: "templates.change",
  asked: "template.move_asked",
  done: "template.tag_moved",
  failed: "template.move_failed",
} as const;

/** Lets a tag of a template name another version, from the next run on. Rolling back is the same. @throws {Problem} `forbidden`, or the pipelines' own: `conflict` names who was faster */
export async function moveTemplateTag(
  deps: Deps,
  actor: Actor,
  name: string,
  { tag, ...asked }: { tag: string } & Omit<MoveTagRequest, "by">,
): Promise<TemplateHistory> {
  return audited(deps, actor, ACTIONS, { template: name, tag, ...asked }, (by) =>
    deps.pipelines.templates.moveTag(name, tag, { ...asked, by }),
  );
}
