import { findCheckedGeneration } from "../../db/app/generations.ts";
import { sumWordings, type WordingSums } from "../../db/app/wordings.ts";
import { Problem, shapeOf, type ProblemShape } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { OWN_LIMITS } from "../limits.ts";
import { smallText } from "../money.ts";
import { getUpdate } from "./change-state.ts";

/** What another wording of an update's items takes. */
type WordingPrice = {
  /** "$0.004"; null: no price is known, and none is shown. */
  price: string | null;
  /** Why none would be written now; null: one would. */
  refused: ProblemShape | null;
  /** How many more may be asked for. */
  left: number;
  /** What those that were asked for came to. */
  so_far: WordingSums;
};

/** @throws {Problem} `not_found`, or `gone` when it was deleted. */
export async function wordingPrice({ db, pipelines }: Deps, actor: Actor, id: string): Promise<WordingPrice> {
  const update = await getUpdate(db, actor, id);
  const so_far = await sumWordings(db, id);
  const left = Math.max(0, OWN_LIMITS.wordings - so_far.asked);
  const run_id = (await findCheckedGeneration(db, update.copied_from ?? id))?.run_id;
  try {
    if (!run_id)
      throw new Problem("conflict", "No run wrote this text, so there is no model to ask.", "Write it by hand.");
    const { estimate } = await pipelines.wordingEstimate(run_id);
    const price = estimate.cost_usd && smallText(estimate.cost_usd.likely);
    return { price, refused: estimate.refused, left, so_far };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { price: null, refused: shapeOf(error), left, so_far };
  }
}
