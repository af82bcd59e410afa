import type { Update } from "../../db/app/tables.ts";
import { moveOf } from "../updates/seen-move.ts";
import { undoEnds } from "../updates/undo-ends.ts";
import { undoMessage } from "./blocks/undo-message.ts";
import type { CardRef } from "./card-ref.ts";
import type { SlackDeps } from "./deps.ts";
import type { Seen } from "./seen.ts";

/** On its card the button stands already; whoever approved it elsewhere gets it with the answer. */
export async function offerUndo(
  deps: SlackDeps,
  { whisper }: Pick<Seen, "whisper">,
  ref: CardRef,
  update: Update,
): Promise<void> {
  const until = ref.on_card ? null : await undoEnds(deps, update.id);
  if (until) await whisper(undoMessage(update, until, await moveOf(deps.db, update.id)));
}
