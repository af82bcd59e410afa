import { listProfiles } from "../../db/app/profiles.ts";
import { listed } from "../../base/listed.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { readTemplateRef } from "../../webhooks/contract/template-ref.ts";
import type { RemoveTagRequest, TemplateHistory } from "../../webhooks/contract/templates.ts";
import type { Actor, Deps } from "../deps.ts";
import { audited } from "../people/audited.ts";

const ACTIONS = {
  right: "templates.change",
  asked: "template.removal_asked",
  done: "template.tag_removed",
  failed: "template.removal_failed",
} as const;

/** Takes a tag away that no profile names. @throws {Problem} `conflict` naming the profiles; `forbidden`, or the pipelines' own */
export async function removeTemplateTag(
  deps: Deps,
  actor: Actor,
  name: string,
  { tag, ...asked }: { tag: string } & Omit<RemoveTagRequest, "by">,
): Promise<TemplateHistory> {
  return audited(deps, actor, ACTIONS, { template: name, tag, ...asked }, async (by) => {
    const users = (await listProfiles(deps.db, actor.team_id)).filter(({ template }) => {
      const read = readTemplateRef(template ?? "");
      return read?.name === name && read.tag === tag;
    });
    if (users.length > 0) {
      const names = listed(users.map((one) => `“${one.name}”`));
      throw new Problem("conflict", `${names} is written by ${name}:${tag}.`, "Choose another template there first.");
    }
    return deps.pipelines.templates.removeTag(name, tag, { ...asked, by });
  });
}
