import type { ValidateAnswer } from "../../webhooks/contract/validation.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { getProfile } from "../profiles/get-profile.ts";
import { briefNow } from "./brief-now.ts";
import { parametersOf } from "./parameters.ts";
import { windowOfBrief } from "./window-of-brief.ts";

/** What an update of a profile would be asked for now, and whether it can be run; asks for nothing. @throws {Problem} `forbidden`, `not_found` */
export async function validateFromProfile(deps: Deps, actor: Actor, slug: string): Promise<ValidateAnswer> {
  const profile = await getProfile(deps.db, actor.team_id, slug);
  await permitted(deps.db, (tx) => requireMay(tx, actor, "compose", { profile_id: profile.id }));
  const brief = await briefNow(deps.db, profile);
  const asked = await windowOfBrief(deps.db, brief, profile.id, deps.clock());
  return deps.pipelines.validate(parametersOf(brief, asked));
}
