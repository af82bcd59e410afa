import type { TemplateDraftAnswer } from "../../webhooks/contract/templates.ts";
import type { Actor, Deps } from "../deps.ts";
import { audited } from "../people/audited.ts";

const ACTIONS = {
  right: "templates.change",
  asked: "template.discard_asked",
  done: "template.draft_discarded",
  failed: "template.discard_failed",
} as const;

/** Puts the draft of a template away, for everybody. @throws {Problem} `forbidden`, or the pipelines' own: `conflict` names who was faster */
export async function putDraftAway(
  deps: Deps,
  actor: Actor,
  name: string,
  { number }: { number: number },
): Promise<TemplateDraftAnswer> {
  return audited(deps, actor, ACTIONS, { template: name }, (by) =>
    deps.pipelines.templates.discardDraft(name, { number, by }),
  );
}
