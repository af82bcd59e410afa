import { reject as rejectUpdate } from "../../updates/reject.ts";
import { requestChanges } from "../../updates/request-changes.ts";
import { retract as retractUpdate } from "../../updates/retract.ts";
import { readReason } from "../blocks/draft-reason.ts";
import { unlessSeen } from "./unless-seen.ts";
import { drawNow } from "../cards/draw.ts";
import type { SlackDeps } from "../deps.ts";
import type { Submitted, ViewListeners } from "../seen.ts";

type Given = ReturnType<typeof readReason>;

/**
 * A form that asked why, sent. It is about what was seen: where something was done since, the form stays with what was typed, says so,
 * and is about that from now on. It does not wait for the card.
 */
function withReason(
  act: (deps: SlackDeps, actor: Submitted["actor"], given: Given) => Promise<unknown>,
  done: string,
): ViewListeners["reject"] {
  return async (deps, { actor, view }) => {
    const given = readReason(view.private_metadata, view.values);
    const update = await unlessSeen(deps, actor, given.ref, view.form);
    if (update) return { update };
    await act(deps, actor, given);
    void drawNow(deps, given.ref.update_id);
    return { done };
  };
}

export const requestChangesWithReason: ViewListeners["request_changes"] = withReason(
  (deps, actor, { ref, text, reasons }) => requestChanges(deps, actor, ref.update_id, { text, reasons }),
  "It is written anew, with what you asked for.",
);

export const rejectWithReason: ViewListeners["reject"] = withReason(
  (deps, actor, { ref, text: reason }) => rejectUpdate(deps, actor, ref.update_id, { reason }),
  "It is rejected. The draft is kept.",
);

export const retractWithReason: ViewListeners["retract"] = withReason(
  (deps, actor, { ref, text: reason }) => retractUpdate(deps, actor, ref.update_id, { reason }),
  "It is being taken back.",
);
