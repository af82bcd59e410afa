import type { RunnableConfig } from "@langchain/core/runnables";
import { writeByRules } from "../../text/rules.ts";
import type { Capabilities, RunChat } from "../../models/chat.ts";
import {
  fullRef,
  type ShareAnswer,
  shareOfEach,
  writtenForEach,
  type WrittenShare,
  writtenShare,
} from "../agent/answer.ts";
import { asker, NO_MODEL } from "../agent/ask.ts";
import { boundsOf, endReason, type Spent, spentOf, wrapUpReason } from "../agent/bounds.ts";
import { dividedAgain } from "../agent/divide-again.ts";
import { type Draft, giveUp, isOpen } from "../agent/draft.ts";
import { isForEach, ownRefs, shareForm } from "../agent/form.ts";
import { type Mend, mendShare, withMended } from "../agent/mend.ts";
import { briefOf } from "../agent/prompt.ts";
import { isSmall } from "../agent/room.ts";
import { sideBySide } from "../agent/side-by-side.ts";
import { leastAnswer, toWrite, type ToWrite } from "../agent/to-write.ts";
import { goingOn, metByOne, withFound } from "../agent/together.ts";
import { toolDefinitions } from "../agent/tools.ts";
import { turn } from "../agent/turn.ts";
import { readAnalysisType } from "../../templates/prompts.ts";
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
      const met = metByOne(state.drafts);
      const now = withFound(state.drafts).map((draft) => bounded(draft, spent, met, tools, state));
      const left = toWrite({ ...state, drafts: now }, tools);
      const going = goingOn(now);
      // Such a server divides its window, and its machine, among those that it answers at once.
      const most = now.some(({ room }) => isSmall(room?.window ?? null)) ? 1 : bounds.side_by_side;
      const turned = await sideBySide(now, most, (draft) =>
        going.has(draft.id) ? advance(draft, tools, state, lane(draft.id), left) : Promise.resolve(draft),
      );
      const brief = briefOf(state, tools.spec);
      const { llm_model } = state.parameters;
      const { shares, drafts } = dividedAgain({ ...state, drafts: turned }, state.plan, brief, tools, llm_model);
      const done = drafts.filter((draft) => !isOpen(draft)).length;
      const items = drafts.reduce((sum, { answer }) => sum + (answer?.items.length ?? 0), 0);
      const detail = `${counted(items, "item")}, ${done} of ${drafts.length} written`;
      return { result: { shares, drafts }, detail, counts: { items } };
    });
}

async function byRules({ parameters, plan, window, ranges }: State) {
  const { sources, analysis_type } = parameters;
  const report = writeByRules(plan, { sources, window, analysis_type, ranges });
  const items = report.items.length;
  return { result: { report }, detail: `${counted(items, "item")}, by rules`, counts: { items } };
}

/** Ends the reading, or the writer, when a bound is near; what it has so far stays. */
function bounded(
  draft: Draft<ShareAnswer>,
  spent: Spent,
  met: string | null,
  tools: Tools,
  { parameters }: State,
): Draft<ShareAnswer> {
  if (!isOpen(draft)) return draft;
  const bounds = boundsOf(tools, parameters);
  const end = met ?? endReason(spent, bounds);
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
  const form = shareForm(kinds, share, sources);
  const mend: Mend = { share, plan, sources, analysis_type };
  const input = {
    ask: asker(call, { ...model, chat }, parameters.llm_model),
    form,
    tools: toolDefinitions().filter(({ name }) => spec.tools.includes(name)),
    limits: spec.limits,
    brief: briefOf({ parameters, window, nonce }, spec),
  };
  const refs = ownRefs(share, sources);
  const areas = new Map(plan.planned.map(({ pr, area }) => [pr.ref, area]));
  const areaOf = (ref: string) => areas.get(fullRef(ref, sources)) ?? "";
  const next = isForEach(draft, form)
    ? await turn(draft, {
        ...input,
        schema: writtenForEach(kinds, refs),
        settle: (written, before) => settled(shareOfEach(written, kinds, refs, areaOf), before, mend),
      })
    : await turn(draft, {
        ...input,
        schema: writtenShare(kinds),
        settle: (written, before) => settled(written, before, mend),
      });
  const found = { ...understood(next), ...usedRoom(draft, next) };
  if (Object.keys(found).length > 0) await model.remember(found);
  return next;
}

/** What was sound before stays as it was, whatever the writer makes of it now. */
function settled(written: WrittenShare, { answer, faulty, replaced, fell, noted }: Draft<ShareAnswer>, mend: Mend) {
  if (answer === null || faulty === null) return mendShare(written, mend);
  const mended = mendShare(withMended(answer, written, faulty, mend.sources), mend);
  const isAsked = (pr: string) => faulty.includes(pr);
  return {
    ...mended,
    replaced: [...replaced.filter(({ prs }) => !prs.some(isAsked)), ...mended.replaced],
    fell: [...fell.filter((pr) => !isAsked(pr)), ...mended.fell],
    noted: [...noted, ...mended.noted],
  };
}

/** Whether a schema may have bounds is known only of a server that takes schemas. */
function understood({ phase, is_final, rung, bounded }: Draft): Partial<Capabilities> {
  if (phase !== "done" || is_final) return {};
  return { format: rung, ...(rung === "json_schema" && { bounds: bounded }) };
}

/** What this turn has found of thoughts, and of a window that nobody told and a text fitted into. */
function usedRoom({ room: before }: Draft, { room, phase, is_final }: Draft): Pick<Partial<Capabilities>, "shape"> {
  const { thinks = null, window = null, isMet = false } = room ?? {};
  const isNew = thinks !== null && thinks !== before?.thinks;
  const shape: Record<string, string | number> = {
    ...(isNew && { thoughts: thinks ? "some" : "none" }),
    ...(isMet && window !== null && phase === "done" && !is_final && { window }),
  };
  return Object.keys(shape).length > 0 ? { shape } : {};
}
