import type { Update } from "../../db/app/tables.ts";
import type { Channel } from "../../db/app/columns.ts";
import { changeUpdate } from "../../db/app/updates.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { audit, getLocked, requireState } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";
import { requireSeenChannel } from "./require-seen-channel.ts";
import { reviewClock } from "./review-clock.ts";

/**
 * Sends a draft to another channel, while nobody has decided. The other channel's rules hold from then on, and the time to decide
 * begins anew; a request for approval was for the old one, and ends.
 *
 * @throws {Problem} `conflict` when it is not in review any more, or goes elsewhere than was seen; `invalid` for the same channel.
 */
export async function changeChannel(
  deps: Deps,
  actor: Actor,
  id: string,
  {
    channel,
    seen = "",
  }: { channel: Channel; /** Where its reader saw that it goes; "": that was not shown. */ seen?: string },
): Promise<Update> {
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireMayTo(tx, deps, actor, "edit", update);
    await requireState(tx, actor, update, ["in_review"]);
    requireSeenChannel(update, { channel_id: seen });
    const was = update.channel;
    if (channel.id === was.id) {
      throw new Problem("invalid", `It goes to #${was.name} already.`, "Choose another channel.");
    }
    const changed = await changeUpdate(tx, id, {
      channel: JSON.stringify(channel),
      review_requested_by: null,
      review_requested_at: null,
      ...(await reviewClock(tx, { ...update, channel }, deps.clock())),
    });
    await audit(tx, actor, update, "update.redirected", { channel: channel.name, was: was.name });
    return changed;
  });
}
