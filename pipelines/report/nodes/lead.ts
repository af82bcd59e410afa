import type { RunnableConfig } from "@langchain/core/runnables";
import { peopleOf } from "../../text/plan/people.ts";
import { type LeadAnswer, writtenLead } from "../agent/answer.ts";
import { asker, NO_MODEL } from "../agent/ask.ts";
import { boundsOf, endReason, spentOf } from "../agent/bounds.ts";
import { beginDraft, type Draft, giveUp, isOpen } from "../agent/draft.ts";
import { leadForm } from "../agent/form.ts";
import { itemsOf, mergeReport, modelsItems } from "../agent/merge.ts";
import { briefOf, isWished, leadMessages, writeMessage } from "../agent/prompt.ts";
import { leastAnswer } from "../agent/to-write.ts";
import { tokensLeft } from "../agent/room.ts";
import { metByOne } from "../agent/together.ts";
import { turn } from "../agent/turn.ts";
import type { RunChat, Terms } from "../../models/chat.ts";
import type { RecordedCall } from "../../recording/recording.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";

const TRIES = 3;

/** drafts → lead, report: the opening, written last from the items, one turn; then everything as one report. */
export function lead(tools: Tools) {
  return (state: State, config: RunnableConfig): Promise<Partial<State>> =>
    tools.recorder.node<Partial<State>>("lead", placeOf(config), async (call) => {
      const begun = state.lead ?? begin(state, tools);
      const end =
        metByOne(state.drafts) ??
        endReason(spentOf(state, tools, placeOf(config).step), boundsOf(tools, state.parameters));
      const bounded = begun && isOpen(begun) && end ? giveUp(begun, end) : begun;
      const written = bounded && isOpen(bounded) ? await advance(bounded, tools, state, call) : bounded;
      const report = mergeReport({ ...state, ...state.parameters, lead: written });
      const detail = written?.phase === "done" ? "written" : written && isOpen(written) ? "not yet" : "by rules";
      return { result: { lead: written, report }, detail, counts: { items: report.items.length } };
    });
}

/** After the opening nothing has to be written. */
const LAST: Terms = { keep: { input_tokens: 0, output_tokens: 0 }, yields: false, least: leastAnswer(0) };

/** Null when no model wrote anything that it could open. */
function begin(state: State, { spec }: Tools): Draft<LeadAnswer> | null {
  const { parameters, evidence } = state;
  const done = state.drafts.filter(({ phase }) => phase === "done");
  if (modelsItems(state.drafts).length === 0) return null;
  const ignored = new Set(parameters.ignored_prs);
  const pulls = evidence.filter(({ ref }) => !ignored.has(ref));
  const items = itemsOf(state);
  const counts = { pull_requests: pulls.length, people: peopleOf(pulls).length, items: items.length };
  const { rung, bounded, room } = done[0] ?? { rung: "json_schema" as const, bounded: false, room: null };
  const brief = briefOf(state, spec);
  const form = leadForm(items.length, isWished(brief));
  const around = [...leadMessages([], counts, brief), writeMessage({ job: "lead", rung, bounded }, form, brief)];
  const left = room?.window ? tokensLeft(room.window, around) - form.tokens : Infinity;
  const messages = leadMessages(items, counts, brief, left);
  const tokens = { answer_tokens: spec.limits.lead_tokens, needs_tokens: form.tokens, room };
  const limits = { rung, bounded, ...tokens, tries_left: TRIES, reads: false };
  return beginDraft({ job: "lead", id: "lead", title: "the opening", messages, ...limits });
}

function advance(
  draft: Draft<LeadAnswer>,
  { model, spec }: Tools,
  state: State,
  call: RecordedCall,
): Promise<Draft<LeadAnswer>> | Draft<LeadAnswer> {
  if (!model) return giveUp(draft, NO_MODEL);
  const items = itemsOf(state).length;
  const brief = briefOf(state, spec);
  const chat: RunChat = (request, signal, _terms, hear) => model.chat(request, signal, LAST, hear);
  return turn(draft, {
    ask: asker(call, { ...model, chat }, state.parameters.llm_model),
    form: leadForm(items, isWished(brief)),
    schema: writtenLead,
    settle: (answer) => ({ answer, replaced: [], noted: [] }),
    tools: [],
    limits: { calls_per_round: 0, reading_tokens: 0 },
    brief,
  });
}
