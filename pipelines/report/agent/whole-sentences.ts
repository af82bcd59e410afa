import { breaksOff } from "../../checks/unfinished.ts";
import { wordRuns } from "../../checks/word-runs.ts";
import type { PlannedPull } from "../../text/plan/plan.ts";
import { type Detail, shownBody, shownTitle } from "./evidence-line.ts";

const AT_ROOM = "The model’s sentence broke off where its room ended.";
const COPIED = "The model’s sentence broke off where the description that it was shown had been cut.";
const OPEN = "The model’s sentence broke off.";

type Whole = { text: string; because: string | null };

type Shown = {
  pulls: readonly PlannedPull[];
  /** How much of each it was shown. */
  detail?: Detail;
  /** It was as long as a text of its answer may be. */
  isFull: boolean;
};

/**
 * A writer's text without a last sentence that broke off.
 *
 * @returns `because`: why nothing is left of it.
 */
export function wholeSentences(text: string, { pulls, detail, isFull }: Shown): Whole {
  const because = pulls.some((pull) => isCopiedCut(text, pull, detail)) ? COPIED : brokenOff(text, isFull);
  const whole = because === null ? text : (LAST_END.exec(text)?.[0] ?? "");
  return { text: whole, because: whole === "" ? because : null };
}

const ENDS = /[.!?)\]`”"’]$/;
/** To the end of its last whole sentence. */
const LAST_END = /^.{40,}[.!?](?=\s)/su;

function brokenOff(text: string, isFull: boolean): string | null {
  if (isFull && !ENDS.test(text)) return AT_ROOM;
  return breaksOff(text) ? OPEN : null;
}

/** So many words at the end of both are no accident. */
const LAST_WORDS = 4;
const CUT_WITHIN = /[^.!?]…$/;

/** It ends where what it was shown of this one had been cut, within a sentence. */
function isCopiedCut(text: string, pull: PlannedPull, detail: Detail | undefined): boolean {
  const last = wordRuns(text, LAST_WORDS).at(-1);
  if (last === undefined) return false;
  const shown = [shownTitle(pull, detail), shownBody(pull, detail)];
  return shown.some((said) => CUT_WITHIN.test(said) && wordRuns(said, LAST_WORDS).at(-1) === last);
}
