import { changeEdit, listEditsOf } from "../../db/app/edits.ts";
import { findPersonById } from "../../db/app/people.ts";
import type { Tx, Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { doStep, inverseOf } from "../message/items/step.ts";
import { permitted } from "../people/require-may.ts";
import { getLocked, requireState } from "./change-state.ts";
import { reviseByChecks } from "./revise-by-checks.ts";
import { EDITABLE } from "./revise.ts";
import { stepOf } from "./my-edits.ts";
import { textNow } from "./text-now.ts";
import { writeCopy } from "./write-copy.ts";
import { requireMayTo } from "./require-may.ts";

/**
 * Takes back the last thing that this person did to the text, or does again what they took back last. What others wrote meanwhile stays;
 * where they wrote in the same lines nothing is taken back.
 *
 * @param seen The step that its button named, as `myEdits` gives it; "": whichever is next.
 * @returns what it was.
 * @throws {Problem} `conflict` where nothing is left to take back, another step is next by now, or others wrote there since.
 */
export async function undoEdit(
  deps: Deps,
  actor: Actor,
  id: string,
  way: "undo" | "redo",
  seen = "",
): Promise<{ update: Update; name: string }> {
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireState(tx, actor, update, EDITABLE);
    await requireMayTo(tx, deps, actor, "edit", update);
    const { done, undone } = await listEditsOf(tx, id, actor.id ?? update.created_by);
    const edit = (way === "undo" ? done : undone).at(-1);
    if (!edit) {
      const what = way === "undo" ? "Nothing of yours is left to take back." : "Nothing is left to do again.";
      throw new Problem("conflict", what, "Look at “What changed” for what the text said before.");
    }
    if (seen && seen !== stepOf(edit)) throw notThatOne(edit.name);
    const text = await textNow(tx, update);
    const after = doStep(text, way === "undo" ? inverseOf(edit) : edit);
    if (after === null) throw await writtenOver(tx, actor, update, edit.name);
    await changeEdit(tx, edit.seq, { undone_at: way === "undo" ? deps.clock() : null });
    if (edit.taken_from !== null) {
      // As it was taken over, so it is taken back: nobody becomes an author.
      const note = way === "undo" ? `Taken back: ${edit.name}` : edit.name;
      const made = { markdown: after, check: edit.taken_from, note };
      const action = way === "undo" ? "offer.taken_back" : "offer.taken";
      return { update: await reviseByChecks(tx, deps, actor, update, { ...made, action }), name: edit.name };
    }
    return { update: await writeCopy(tx, deps, actor, update, after), name: edit.name };
  });
}

const notThatOne = (name: string): Problem =>
  new Problem(
    "conflict",
    `“${name}” is the next step by now, so nothing was done.`,
    "Press the button again if you mean that.",
  );

async function writtenOver(tx: Tx, actor: Actor, { working_copy_by }: Update, name: string): Promise<Problem> {
  const other = working_copy_by && working_copy_by !== actor.id ? await findPersonById(tx, working_copy_by) : undefined;
  const who = other?.name ?? "Somebody";
  return new Problem(
    "conflict",
    `“${name}” cannot be taken back: ${who} wrote in the same lines since.`,
    "Look at “What changed”, and change it by hand.",
  );
}
