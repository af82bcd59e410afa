import type { Brief, Tx, Update } from "../../db/app/tables.ts";
import type { Feedback } from "../../webhooks/contract/parameters.ts";
import type { Actor, Deps } from "../deps.ts";
import { seenTags } from "./seen-tags.ts";
import { windowOfBrief } from "./window-of-brief.ts";
import { writeAgain } from "./write-again.ts";

/** `writeAgain` with the window that the brief has now. */
export async function generateAgain(
  tx: Tx,
  deps: Deps,
  actor: Actor,
  update: Update,
  brief: Brief,
  feedback?: Feedback,
): Promise<Update> {
  const tags = await seenTags(tx, update);
  const asked = await windowOfBrief(tx, brief, update.profile_id, deps.clock(), { tags });
  return writeAgain(tx, deps, actor, update, { brief, asked, ...(feedback && { feedback }) });
}
