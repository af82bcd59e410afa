import type { RunnableConfig } from "@langchain/core/runnables";
import type { LeadAnswer } from "../agent/answer.ts";
import type { Draft } from "../agent/draft.ts";
import { becauseOf, replaceFaulty } from "../agent/replace.ts";
import { type Fault, faultsIn } from "../agent/faults.ts";
import { highlightsAmong, itemsOf, mergeReport, modelsItems } from "../agent/merge.ts";
import { distrusted, withTrusted } from "../agent/trust.ts";
import { counted } from "../../words.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";
import { factsOf, judgedReport, reportText } from "./check.ts";

/** Sections first, then sentences, and what these leave of the opening: more is not to be done. */
const ROUNDS = 4;

/**
 * findings → drafts, lead, report, ledger, findings: where a fault is left, the rules have the word, item by item, and all of it is
 * judged again each time; then also of a writer most of whose sentences fell. The opening is left out rather than wrong.
 */
export function replace(tools: Tools) {
  return (state: State, config: RunnableConfig): Promise<Partial<State>> =>
    tools.recorder.node<Partial<State>>("replace", placeOf(config), async () => {
      const sound = withoutFaults(state, tools);
      const trusted = withoutDoubtful(sound, tools);
      const now = trusted === sound ? sound : withoutFaults({ ...trusted, ...judgedReport(trusted, tools) }, tools);
      const { drafts, lead, report, ledger, findings } = now;
      const marks = drafts.reduce((sum, draft) => sum + draft.replaced.length, 0);
      const detail = `${counted(marks, "line")} by the rules`;
      return { result: { drafts, lead, report, ledger, findings }, detail, counts: { items: report.items.length } };
    });
}

function withoutFaults(state: State, tools: Tools): State {
  let now = state;
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = replaced(now, faultsIn(now.findings, reportText(now, tools), now.parameters.sources));
    if (next === now) break;
    now = { ...next, ...judgedReport(next, tools) };
  }
  return now;
}

function replaced(state: State, faults: readonly Fault[]): State {
  const drafts = state.drafts.map((draft) => replaceFaulty(draft, faults, state.plan));
  const areOthers = drafts.some((draft, index) => draft !== state.drafts[index]);
  const fault = faults.find(({ isOpening }) => isOpening);
  if (!areOthers && !fault) return state;
  const next = withDrafts(state, drafts, fault ? becauseOf(fault) : null);
  const isRules = fault !== undefined && !state.lead?.answer;
  return isRules ? { ...next, report: { ...next.report, intro: null } } : next;
}

function withoutDoubtful(state: State, tools: Tools): State {
  const lost = distrusted(state.drafts);
  if (lost.length === 0) return state;
  const drafts = withTrusted(state.drafts, state.plan, factsOf(state, tools));
  return withDrafts(state, drafts, lost.length === state.drafts.length ? UNSURE : null);
}

/** @param wrong What is wrong with the opening; null: nothing. */
function withDrafts(state: State, drafts: State["drafts"], wrong: string | null): State {
  const lead = leadAfter(state, drafts, wrong);
  return { ...state, drafts, lead, report: mergeReport({ ...state, ...state.parameters, drafts, lead }) };
}

/** The opening goes when it is wrong, and when sentences that it was written from are no longer there. */
function leadAfter(state: State, drafts: State["drafts"], wrong: string | null): State["lead"] {
  const { lead } = state;
  if (!lead?.answer) return lead;
  if (modelsItems(drafts).length === 0) return null;
  const [before, after] = [itemsOf(state), itemsOf({ ...state, drafts })];
  const answer = { ...lead.answer, highlights: highlightsAmong(after, lead.answer.highlights, before) };
  const isStale = modelsItems(drafts).length < modelsItems(state.drafts).length;
  if (answer.intro === null || (wrong === null && !isStale)) return { ...lead, answer };
  return without(lead, answer, wrong ?? STALE);
}

const STALE = "It was written from sentences that are no longer there.";
const UNSURE = "Most of the sentences that the model wrote were not right.";

function without(lead: Draft<LeadAnswer>, answer: LeadAnswer, because: string): Draft<LeadAnswer> {
  return { ...lead, answer: { ...answer, intro: null }, replaced: [{ what: "opening", prs: [], because }] };
}
