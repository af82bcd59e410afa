import { findPersonById } from "../../db/app/people.ts";
import { isAgents, listRevisions } from "../../db/app/revisions.ts";
import type { Tx, Update } from "../../db/app/tables.ts";
import { requireFitting } from "../../webhooks/contract/text-limit.ts";
import type { Actor, Deps } from "../deps.ts";
import { doAct } from "../message/items/act.ts";
import { GonePiece, type Act } from "../message/items/acts.ts";
import { readOutline } from "../message/items/outline.ts";
import { permitted } from "../people/require-may.ts";
import type { EditReason } from "../words.ts";
import { getLocked, requireState } from "./change-state.ts";
import { keepText } from "./keep-text.ts";
import { requireMayTo } from "./require-may.ts";
import { EDITABLE } from "./revise.ts";
import { textNow } from "./text-now.ts";

/** `reason`: why something is left out; null: nobody says. */
type ItemEdit = { act: Act; reason?: EditReason | null };

/**
 * Does one thing to one item of a draft, as it is now: others may be at work on the rest of it. What they did to this very item is not
 * lost under it.
 *
 * @returns what was done, and the key of the piece that stays in hand.
 * @throws {Problem} `conflict` where the item is not as it was seen, naming who changed it; `invalid` for what it cannot do.
 */
export async function editItem(
  deps: Deps,
  actor: Actor,
  id: string,
  { act, reason = null }: ItemEdit,
): Promise<{ update: Update; name: string; key: string }> {
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireState(tx, actor, update, EDITABLE);
    await requireMayTo(tx, deps, actor, "edit", update);
    const text = await textNow(tx, update);
    const { sources } = update.brief;
    const { markdown, name, key } = await done(tx, actor, update, text, act);
    requireFitting(markdown);
    const out = act.act === "leave_out" ? readOutline(text, sources).find((piece) => piece.key === act.key) : undefined;
    const made = { name, reason: out ? reason : null, prs: out?.prs ?? [] };
    return { update: await keepText(tx, deps, actor, update, markdown, made), name, key };
  });
}

async function done(tx: Tx, actor: Actor, update: Update, text: string, act: Act) {
  const agents = act.act === "put_back" ? await listRevisions(tx, update.id) : [];
  const agent_text = agents.findLast(isAgents)?.markdown ?? "";
  try {
    return doAct(text, act, { sources: update.brief.sources, ledger: update.ledger, agent_text });
  } catch (error) {
    if (!(error instanceof GonePiece)) throw error;
    const writer = update.working_copy_by === actor.id ? null : update.working_copy_by;
    throw new GonePiece((writer && (await findPersonById(tx, writer))?.name) || "Somebody");
  }
}
