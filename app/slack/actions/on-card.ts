import { says } from "../answer.ts";
import { readCardRef, type CardRef } from "../card-ref.ts";
import { adopt } from "../cards/adopt.ts";
import { drawNow } from "../cards/draw.ts";
import type { SlackDeps } from "../deps.ts";
import { seenUpdate } from "../seen-update.ts";
import type { Clicked } from "../seen.ts";

/** What a click does; the words are for whoever does not see the card change, because they clicked elsewhere. */
type Work = (deps: SlackDeps, clicked: Clicked, ref: Required<CardRef>) => Promise<string | void>;

/** Does it, and draws the card anew whatever came of it: who clicked on something old sees how things stand. */
export function onCard(work: Work): (deps: SlackDeps, clicked: Clicked) => Promise<void> {
  return async (deps, clicked) => {
    const ref = readCardRef(clicked.value);
    try {
      await adopt(deps, clicked, ref);
      const done = await work(deps, clicked, ref);
      if (done && !ref.on_card) await clicked.whisper(says(done));
    } finally {
      await drawNow(deps, ref.update_id);
    }
  };
}

/** The same, of the update as it was seen: a second click, or one on something old, undoes nothing that was done since. */
export const onSeen = (work: Work): ReturnType<typeof onCard> =>
  onCard(async (deps, clicked, ref) => {
    await seenUpdate(deps, clicked, ref);
    return work(deps, clicked, ref);
  });
