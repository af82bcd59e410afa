import type { RunnableConfig } from "@langchain/core/runnables";
import { renderReport } from "../../text/render.ts";
import { type Draft, giveUp } from "../agent/draft.ts";
import { faultsByDraft } from "../agent/faults.ts";
import { repairMessage } from "../agent/prompt.ts";
import { sectionsOf } from "../prompts.ts";
import { counted } from "../../words.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";

/** A writer that was shown its faults gets so many tries at the whole answer. */
const TRIES = 2;

/**
 * findings → drafts, lead: each writer is told its exact faults and opens again; after two rounds it is given up, and the rules write its
 * part. No call of its own: the writers answer in `write` and `lead`.
 */
export function repair({ recorder, spec }: Tools) {
  return (state: State, config: RunnableConfig): Promise<Partial<State>> =>
    recorder.node<Partial<State>>("repair", placeOf(config), async () => {
      const { parameters, shares, drafts, report, evidence } = state;
      const { sources, analysis_type } = parameters;
      const markdown = renderReport(report, evidence, sources, sectionsOf(spec.prompts, analysis_type));
      const faults = faultsByDraft(state.findings, { markdown, shares, sources, drafts });
      const most = spec.limits.repair_rounds;
      const round = (state.repair_rounds ?? 0) + 1;
      const isOver = round > most;
      const mended = drafts.map((draft) => reopened(draft, faults.get(draft.id) ?? [], isOver));
      const changed = mended.some((draft, index) => draft !== drafts[index]);
      const lead = leadAfter(state.lead, faults.get("lead") ?? [], changed, isOver);
      const count = [...faults.values()].flat().length;
      const told = counted(count, "fault");
      const detail = isOver ? `${told} left: the rules write that part` : `${told}, round ${round} of ${most}`;
      return { result: { drafts: mended, lead, repair_rounds: round }, detail };
    });
}

function reopened<Answer>(draft: Draft<Answer>, faults: readonly string[], isOver: boolean): Draft<Answer> {
  if (draft.phase !== "done" || faults.length === 0) return draft;
  const tried = [...draft.tried, ...faults];
  if (isOver) return giveUp({ ...draft, tried }, "Faults were left after two rounds of mending.");
  const messages = [...draft.messages, repairMessage(faults)];
  return { ...draft, phase: "writing", messages, mending: true, tries_left: TRIES, tried };
}

/** When items change, the opening is written anew from them; its own faults it mends in its conversation. */
function leadAfter(
  lead: State["lead"],
  faults: readonly string[],
  itemsChange: boolean,
  isOver: boolean,
): State["lead"] {
  if (!lead || lead.phase !== "done") return lead;
  if (itemsChange) return null;
  return reopened(lead, faults, isOver);
}
