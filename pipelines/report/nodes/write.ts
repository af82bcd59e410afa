import type { RunnableConfig } from "@langchain/core/runnables";
import { writeByRules } from "../../text/rules.ts";
import type { Capabilities, RunChat } from "../../models/chat.ts";
import { type ShareAnswer, type WrittenShare, writtenShare } from "../agent/answer.ts";
import { asker, NO_MODEL } from "../agent/ask.ts";
import { boundsOf, endReason, type Spent, spentOf, wrapUpReason } from "../agent/bounds.ts";
import { type Draft, giveUp, isOpen } from "../agent/draft.ts";
import { shareForm } from "../agent/form.ts";
import { type Mend, mendShare, withMended } from "../agent/mend.ts";
import { briefOf } from "../agent/prompt.ts";
import { sideBySide } from "../agent/side-by-side.ts";
import { leastAnswer, toWrite, type ToWrite } from "../agent/to-write.ts";
import { toolDefinitions } from "../agent/tools.ts";
import { turn } from "../agent/turn.ts";
import { readAnalysisType } from "../prompts.ts";
import type { RecordedCall } from "../../recording/recording.ts";
import { counted } from "../../words.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";

/** plan → report by rules; with a model and something to write: each open draft one turn further, several side by side. */
export function write(tools: Tools) {
  return (state: State, config: RunnableConfig): Promise<Partial<State>> =>
    tools.recorder.node<Partial<State>>("write", placeOf(config), async (_call, lane) => {
      // Where nothing is left for a writer, such as one change of the tooling in a week, there is nothing to ask a model.
      if (state.parameters.llm_model === "rules" || state.drafts.length === 0) return byRules(state);
      const bounds = boundsOf(tools, state.parameters);
      const spent = spentOf(state, tools, placeOf(config).step);
      const now = state.drafts.map((draft) => bounded(draft, spent, tools, state));
      const left = toWrite({ ...state, drafts: now }, tools);
      const drafts = await sideBySide(now, bounds.side_by_side, (draft) =>
        advance(draft, tools, state, lane(draft.id), left),
      );
      const done = drafts.filter((draft) => !isOpen(draft)).length;
      const items = drafts.reduce((sum, { answer }) => sum + (answer?.items.length ?? 0), 0);
      const detail = `${counted(items, "item")}, ${done} of ${drafts.length} written`;
      return { result: { drafts }, detail, counts: { items } };
    });
}

async function byRules({ parameters, plan, window }: State) {
  const { sources, analysis_type } = parameters;
  const report = writeByRules(plan, { sources, window, analysis_type });
  const items = report.items.length;
  return { result: { report }, detail: `${counted(items, "item")}, by rules`, counts: { items } };
}

/** Ends the reading, or the writer, when a bound is near; what it has so far stays. */
function bounded(draft: Draft<ShareAnswer>, spent: Spent, tools: Tools, { parameters }: State): Draft<ShareAnswer> {
  if (!isOpen(draft)) return draft;
  const bounds = boundsOf(tools, parameters);
  const end = endReason(spent, bounds);
  if (end) return giveUp(draft, end);
  const wrap_up = draft.phase === "reading" ? wrapUpReason(draft, spent, bounds) : null;
  return wrap_up ? { ...draft, phase: "writing", wrap_up } : draft;
}

async function advance(
  draft: Draft<ShareAnswer>,
  { model, spec }: Tools,
  { parameters, window, nonce, shares, plan }: State,
  call: RecordedCall,
  left: ToWrite,
): Promise<Draft<ShareAnswer>> {
  const share = shares.find(({ id }) => id === draft.id);
  if (!isOpen(draft) || !share) return draft;
  if (!model) return giveUp(draft, NO_MODEL);
  const { sources, analysis_type } = parameters;
  const kinds = readAnalysisType(spec.prompts, analysis_type).sections.map(([kind]) => kind);
  if (draft.phase === "writing") left.begin(draft.id);
  // Nothing is looked up, or mended, with what the texts need that are not there yet.
  const yields = draft.phase === "reading" || draft.answer !== null;
  const least = yields ? null : leastAnswer(share.prs.length);
  const chat: RunChat = (request, signal, _terms, hear) =>
    model.chat(request, signal, { keep: left.most(), yields, least }, hear);
  const next = await turn(draft, {
    ask: asker(call, { ...model, chat }, parameters.llm_model),
    form: shareForm(kinds, share, sources),
    schema: writtenShare(kinds),
    settle: (written, before) => settled(written, before, { share, plan, sources, analysis_type }),
    tools: toolDefinitions().filter(({ name }) => spec.tools.includes(name)),
    calls_per_round: spec.limits.calls_per_round,
    reading_tokens: spec.limits.reading_tokens,
    brief: briefOf({ parameters, window, nonce }, spec.prompts),
  });
  if (next.phase === "done" && !next.is_final) await model.remember(understood(next));
  return next;
}

/** What was sound before stays as it was, whatever the writer makes of it now. */
function settled(written: WrittenShare, { answer, faulty, replaced, noted }: Draft<ShareAnswer>, mend: Mend) {
  if (answer === null || faulty === null) return mendShare(written, mend);
  const mended = mendShare(withMended(answer, written, faulty, mend.sources), mend);
  const stays = replaced.filter(({ prs }) => !prs.some((pr) => faulty.includes(pr)));
  return { ...mended, replaced: [...stays, ...mended.replaced], noted: [...noted, ...mended.noted] };
}

/** Whether a schema may have bounds is known only of a server that takes schemas. */
function understood({ rung, bounded }: Draft): Partial<Capabilities> {
  return { format: rung, ...(rung === "json_schema" && { bounds: bounded }) };
}
