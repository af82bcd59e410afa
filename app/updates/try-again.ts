import type { Brief, Update } from "../../db/app/tables.ts";
import type { DateRange } from "../../webhooks/contract/parameters.ts";
import type { SeenTag } from "../../webhooks/contract/range.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { getLocked, requireState } from "./change-state.ts";
import { seenTags } from "./seen-tags.ts";
import { instantsOf, windowOfBrief } from "./window-of-brief.ts";
import { requireUnread } from "./require-unread.ts";
import { requireMayTo } from "./require-may.ts";
import { AGAIN, writeAgain } from "./write-again.ts";

/**
 * Asks for a text once more: a new run, with the same brief or a changed one, its window resolved anew.
 *
 * @throws {Problem} `conflict` when the update is not in a state to begin again from, or a later one of its profile's clock has read
 *   its time; `invalid` for the brief.
 */
export async function tryAgain(
  deps: Deps,
  actor: Actor,
  id: string,
  { brief, shown, tags }: { brief?: Brief; shown?: DateRange | null; tags?: readonly SeenTag[] } = {},
): Promise<Update> {
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireState(tx, actor, update, AGAIN);
    await requireMayTo(tx, deps, actor, "compose", update);
    const wanted = brief ?? update.brief;
    const seen = { window: shown, tags: tags ?? (brief ? [] : await seenTags(tx, update)) };
    const asked = await windowOfBrief(tx, wanted, update.profile_id, deps.clock(), seen);
    const window = instantsOf(asked);
    if (window) await requireUnread(tx, update, window);
    return writeAgain(tx, deps, actor, update, { brief: wanted, asked });
  });
}
