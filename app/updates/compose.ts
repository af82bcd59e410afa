import type { Brief, Update } from "../../db/app/tables.ts";
import type { Channel } from "../../db/app/columns.ts";
import { insertUpdateOnce } from "../../db/app/updates.ts";
import type { DateRange } from "../../webhooks/contract/parameters.ts";
import type { SeenTag } from "../../webhooks/contract/range.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { audit, getUpdate } from "./change-state.ts";
import { startGeneration } from "./start-generation.ts";
import { windowFact, windowOfBrief } from "./window-of-brief.ts";
import { parametersOf, titleOf } from "./parameters.ts";

export type ComposeInput = {
  brief: Brief;
  channel: Channel;
  profile_id: string | null;
  /** Digest of the evidence that the person saw, so that a run that read another set can say so. */
  previewed_digest: string | null;
  /** And the instants that it was read for. */
  previewed_window?: DateRange | null;
  /** And where its tags stood. */
  previewed_tags?: readonly SeenTag[];
  /** Chosen beforehand where the same may be asked twice: the second time is the first. */
  id?: string;
};

/**
 * Asks for a new update. Row, job and audit event are one transaction.
 *
 * @throws {Problem} `forbidden`, `invalid` with one detail per field.
 */
export async function compose(deps: Deps, actor: Actor, input: ComposeInput): Promise<Update> {
  const { brief, channel, profile_id, previewed_digest, previewed_window, previewed_tags } = input;
  const shown = { window: previewed_window, tags: previewed_tags };
  const asked = await windowOfBrief(deps.db, brief, profile_id, deps.clock(), shown);
  const parameters = parametersOf(brief, asked);
  return permitted(deps.db, async (tx) => {
    await requireMay(tx, actor, "compose", profile_id ? { profile_id } : {});
    const update = await insertUpdateOnce(tx, {
      id: input.id ?? newId(),
      team_id: actor.team_id,
      created_by: actor.id ?? "",
      state: "generating",
      profile_id,
      brief,
      channel,
      title: titleOf(brief, asked),
    });
    if (!update) return getUpdate(tx, actor, input.id ?? "");
    await startGeneration(tx, deps, actor, update, parameters, { previewed_digest });
    await audit(tx, actor, update, "update.composed", { channel: channel.name, ...windowFact(asked), profile_id });
    return update;
  });
}
