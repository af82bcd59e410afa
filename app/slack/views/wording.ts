import { LIMITS } from "../../../webhooks/contract/limits.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Actor } from "../../deps.ts";
import { saidLines } from "../../message/render.ts";
import { anotherWording } from "../../updates/another-wording.ts";
import { editItem } from "../../updates/edit-item.ts";
import { paidText } from "../../updates/paid-text.ts";
import { wordingPrice } from "../../updates/wording-price.ts";
import { asProblem } from "../answer.ts";
import { chosenWording, readWordingOn, wordingModal, wordingsIn, type WordingForm } from "../blocks/item-wording.ts";
import { escaped } from "../blocks/text.ts";
import { drawNow } from "../cards/draw.ts";
import type { SlackDeps } from "../deps.ts";
import type { Submitted, ViewListeners } from "../seen.ts";
import { draftNow } from "../seen-update.ts";
import { itemForm, offeredWording } from "./item-form.ts";
import { itemsForm, pieceIn } from "./items-form.ts";
import { redrawBelow } from "./redraw-below.ts";

/** What came of asking, as the form shows it. It never throws: whoever waits is told. */
export async function answeredForm(
  deps: SlackDeps,
  actor: Actor,
  form: WordingForm,
  signal: AbortSignal,
): Promise<WordingForm> {
  const { ref, asked } = form.on;
  const idle = { ...form, asking: null };
  try {
    const { piece } = await pieceIn(deps, actor, ref.update_id, ref.key);
    const tried = form.offered.flatMap(({ words }) => words.trim() || []);
    const item = { id: asked, text: piece.words, prs: piece.prs.slice(), tried };
    const { text, findings, cost_usd } = await anotherWording(deps, actor, ref.update_id, item, signal);
    const { price, refused, so_far } = await wordingPrice(deps, actor, ref.update_id);
    const number = (form.offered.at(-1)?.number ?? 0) + 1;
    return {
      ...idle,
      offered: [...form.offered, { number, words: text }].slice(-LIMITS.wording.tried),
      flags: findings.map(({ message }) => message),
      paid: paidText(cost_usd, so_far.cost_usd),
      wording: { price: price ?? "", refused: refused ? `${refused.message} ${refused.remedy}` : "" },
    };
  } catch (error) {
    const { message, remedy } = asProblem(deps, error, "action wording");
    const wording = await offeredWording(deps, actor, ref.update_id).catch(() => ({ price: "", refused: "" }));
    return { ...idle, problem: `${message} ${remedy}`, wording };
  }
}

/** The item says so from now on; the forms below show it. */
export const useWording: ViewListeners["use_wording"] = async (deps, { actor, view }) => {
  const on = readWordingOn(view.private_metadata);
  const chosen = chosenWording(view.values);
  if (!chosen) return { done: "It stays as it is." };
  if (chosen.words.trim() === "") return { errors: { [chosen.field]: "Write its words here, or choose another one." } };
  const { update_id, key, page, list } = on.ref;
  let done;
  try {
    await draftNow(deps, actor, update_id);
    done = await editItem(deps, actor, update_id, { act: { act: "rewrite", key, words: chosen.words } });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const problem = `${error.message} ${error.remedy}`;
    const form = { on, item: "", offered: wordingsIn(view.values), asking: null, problem };
    return { update: wordingModal({ ...form, item: await itemNow(deps, actor, on.ref) }) };
  }
  const note = done.name && `${escaped(done.name)}.`;
  await redrawBelow(deps, list, await itemsForm(deps, actor, update_id, { page, note }));
  await redrawItem(deps, actor, on, done.key, note);
  void drawNow(deps, update_id);
  return { done: done.name ? `${done.name}.` : "It stays as it is." };
};

/** With the new words in its field: under another name, or Slack would keep those that stand there. */
async function redrawItem(
  deps: SlackDeps,
  actor: Submitted["actor"],
  { ref, below }: ReturnType<typeof readWordingOn>,
  key: string,
  note: string,
): Promise<void> {
  const { piece, pieces } = await pieceIn(deps, actor, ref.update_id, key);
  const next = { ...ref, key, draw: ref.draw + 1 };
  const said = note && `*${note}* Undo in the list takes it back.`;
  await redrawBelow(
    deps,
    below,
    await itemForm(deps, actor, { ref: next, piece, pieces, ...(said && { note: said }) }),
  );
}

/** "" where it is gone. */
export async function itemNow(
  deps: SlackDeps,
  actor: Actor,
  { update_id, key }: { update_id: string; key: string },
): Promise<string> {
  try {
    return saidLines((await pieceIn(deps, actor, update_id, key)).piece.words).join(" ");
  } catch (error) {
    if (error instanceof Problem) return "";
    throw error;
  }
}
