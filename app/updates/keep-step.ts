import { changeEdit, deleteEdit, findNewestEdit, insertEdit } from "../../db/app/edits.ts";
import type { Tx, Update } from "../../db/app/tables.ts";
import type { Actor } from "../deps.ts";
import { doStep, inverseOf, stepBetween } from "../message/items/step.ts";

/** What was done to a text, for whoever takes it back. */
export type EditName = {
  name: string;
  reason?: string | null;
  prs?: readonly string[];
  /** The check whose words from the evidence it takes over. */
  taken_from?: string;
};

/** Typing is one step as long as nobody pauses longer. */
const PAUSE_MS = 10 * 60_000;

/** `made`: an act on an item; null: somebody typed. */
type Kept = { before: string; after: string; made: EditName | null; now: Date };

/** Only what a person does is a step: what a job keeps is theirs already. */
export async function keepStep(
  tx: Tx,
  actor: Actor,
  update: Update,
  { before, after, made, now }: Kept,
): Promise<void> {
  const step = stepBetween(before, after);
  if (!step || actor.id === null) return;
  if (made === null && (await goesOnTyping(tx, actor, update, { before, after, made, now }))) return;
  await insertEdit(tx, {
    update_id: update.id,
    person_id: actor.id,
    name: made?.name ?? "Typed in Markdown",
    typed: made === null,
    taken_from: made?.taken_from ?? null,
    reason: made?.reason ?? null,
    prs: [...(made?.prs ?? [])],
    line: step.line,
    removed: [...step.removed],
    added: [...step.added],
    made_at: now,
  });
}

/** One stay in the field is one step. */
async function goesOnTyping(tx: Tx, actor: Actor, update: Update, { before, after, now }: Kept): Promise<boolean> {
  const newest = await findNewestEdit(tx, update.id);
  if (!newest?.typed || newest.person_id !== actor.id || now.getTime() - newest.made_at.getTime() > PAUSE_MS)
    return false;
  const first = doStep(before, inverseOf(newest));
  if (first === null) return false;
  const step = stepBetween(first, after);
  if (!step) await deleteEdit(tx, newest.seq);
  else await changeEdit(tx, newest.seq, { ...step, removed: [...step.removed], added: [...step.added], made_at: now });
  return true;
}
