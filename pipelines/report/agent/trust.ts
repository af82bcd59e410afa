import { keptTogether } from "../../checks/neighbours.ts";
import type { CheckFacts } from "../../checks/facts.ts";
import type { Item } from "../../../webhooks/contract/report.ts";
import type { Plan } from "../../text/plan/plan.ts";
import type { ShareAnswer } from "./answer.ts";
import type { Draft } from "./draft.ts";
import { modelsItems } from "./merge.ts";
import { replaceItems } from "./replace.ts";

type ShareDraft = Draft<ShareAnswer>;

/** Fewer sentences that fell are no habit. */
const FEWEST_FELL = 2;
/** Of the neighbours in a sentence, what its own pull requests have to have as neighbours, too. */
const KEPT = 0.8;

/**
 * The writers that have lost their trust: more of their sentences fell than stand. What no check found wrong of such a writer's is as likely
 * only what no check finds. Who mended its sentences has them standing.
 */
export function distrusted(drafts: readonly ShareDraft[]): ShareDraft[] {
  const isLost = (some: readonly ShareDraft[]) => {
    const fell = some.reduce((sum, draft) => sum + new Set(draft.fell).size, 0);
    return fell >= FEWEST_FELL && fell > modelsItems(some).length;
  };
  return isLost(drafts) ? drafts.filter(({ answer }) => answer !== null) : drafts.filter((draft) => isLost([draft]));
}

export const DOUBTED = "The model’s sentence says it in its own way, and most that it wrote beside it was not right.";

/** Of a writer without trust a sentence stands only where it keeps together what its pull requests do. */
export function withTrusted(drafts: readonly ShareDraft[], plan: Plan, facts: CheckFacts): ShareDraft[] {
  const lost = new Set(distrusted(drafts));
  return drafts.map((draft) => {
    if (!lost.has(draft)) return draft;
    const isDoubted = ({ text, prs }: Item) => keptTogether(text, prs, facts) < KEPT;
    return replaceItems(draft, new Set(modelsItems([draft]).filter(isDoubted)), DOUBTED, plan);
  });
}
