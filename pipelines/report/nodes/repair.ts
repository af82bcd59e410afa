import type { RunnableConfig } from "@langchain/core/runnables";
import { counted } from "../../words.ts";
import type { ShareAnswer } from "../agent/answer.ts";
import { boundsOf, endReason, spentOf } from "../agent/bounds.ts";
import type { Draft } from "../agent/draft.ts";
import { type Fault, faultsIn, faultsOfShare, faultyRefs } from "../agent/faults.ts";
import { mendMessage } from "../agent/mend-message.ts";
import { briefOf, repairMessage } from "../agent/prompt.ts";
import { tokensLeft } from "../agent/room.ts";
import { metByOne } from "../agent/together.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";
import { reportText } from "./check.ts";

/** A writer that was shown its faults gets so many tries at the whole answer. */
const TRIES = 2;

/**
 * findings → drafts, lead: each writer with faults is told exactly these, with what its pull requests say, and opens again. No call of
 * its own: the writers answer in `write` and `lead`. Where nobody can mend anything more, all stays, and the rules replace it.
 */
export function repair(tools: Tools) {
  return (state: State, config: RunnableConfig): Promise<Partial<State>> =>
    tools.recorder.node<Partial<State>>("repair", placeOf(config), async () => {
      const { parameters, drafts, lead, findings } = state;
      const end =
        metByOne(drafts) ?? endReason(spentOf(state, tools, placeOf(config).step), boundsOf(tools, parameters));
      if (end) return { result: {}, detail: `${end} The rules mend what is left.` };
      const faults = faultsIn(findings, reportText(state, tools), parameters.sources);
      const mended = drafts.map((draft) => reopened(draft, faults, state, tools));
      const changed = mended.some((draft, index) => draft !== drafts[index]);
      // When items change, the opening is written anew from them; its own faults it mends in its conversation.
      const opening = changed ? null : reopenedLead(lead, faults);
      if (!changed && opening === lead) return { result: {}, detail: "No writer can mend what is left." };
      const round = (state.repair_rounds ?? 0) + 1;
      const detail = `${counted(faults.length, "fault")}, round ${round} of ${tools.spec.limits.repair_rounds}`;
      return { result: { drafts: mended, lead: opening, repair_rounds: round }, detail };
    });
}

function reopened(
  draft: Draft<ShareAnswer>,
  all: readonly Fault[],
  { shares, plan, parameters, window, nonce }: State,
  { spec }: Tools,
): Draft<ShareAnswer> {
  const share = shares.find(({ id }) => id === draft.id);
  if (!share || draft.answer === null || draft.is_final) return draft;
  const faults = faultsOfShare(all, share);
  if (faults.length === 0) return draft;
  const brief = briefOf({ parameters, window, nonce }, spec);
  const message = mendMessage(faults, draft.answer, plan.planned, brief);
  const open = asked(draft, message);
  return open === draft ? draft : { ...open, faulty: faultyRefs(draft.answer, faults) };
}

function reopenedLead(lead: State["lead"], all: readonly Fault[]): State["lead"] {
  const faults = all.filter(({ isOpening }) => isOpening).map(({ finding }) => `${finding.message} ${finding.fix}`);
  if (!lead || lead.answer === null || lead.is_final || faults.length === 0) return lead;
  return asked(lead, repairMessage(faults));
}

/** The same one where its window has no room for the conversation and another answer: then the rules mend. */
function asked<Answer>(draft: Draft<Answer>, message: Draft["messages"][number]): Draft<Answer> {
  const messages = [...draft.messages, message];
  const { room, needs_tokens } = draft;
  if (room?.window && tokensLeft(room.window, messages) < needs_tokens) return draft;
  return { ...draft, phase: "writing", messages, mending: true, tries_left: TRIES };
}
