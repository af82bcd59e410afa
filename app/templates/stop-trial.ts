import type { Actor, Deps } from "../deps.ts";
import { audited } from "../people/audited.ts";
import { loadTrial } from "./load-trial.ts";

const ACTIONS = {
  right: "templates.change",
  asked: "template.trial_stop_asked",
  done: "template.trial_stopped",
  failed: "template.trial_stop_failed",
} as const;

/** Ends a trial of this team's. @throws {Problem} `forbidden`, `not_found`, or the pipelines' own */
export async function stopTrial(deps: Deps, actor: Actor, id: string): Promise<void> {
  const { run } = await loadTrial(deps, actor, id);
  await audited(deps, actor, ACTIONS, { run_id: id }, () => deps.pipelines.cancel(run.id));
}
