import type { RunnableConfig } from "@langchain/core/runnables";
import type { Finding } from "../../../webhooks/contract/finding.ts";
import type { LedgerLine } from "../../../webhooks/contract/report.ts";
import { checkReport } from "../../checks/check-report.ts";
import { checkText } from "../../checks/check-text.ts";
import { type CheckFacts, wishesOf } from "../../checks/facts.ts";
import { ledgerNotes } from "../agent/ledger-notes.ts";
import { instructionsOf } from "../agent/prompt.ts";
import { ledgerOf } from "../../text/ledger.ts";
import { renderReport } from "../../text/render.ts";
import { sectionsOf } from "../../text/sections.ts";
import { usualSections } from "../../templates/prompts.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";

/** report, evidence → ledger, findings: the structured report, and the very text that it becomes, against what was read. */
export function check(tools: Tools) {
  return (state: State, config: RunnableConfig): Promise<Partial<State>> =>
    tools.recorder.node<Partial<State>>("check", placeOf(config), async () => {
      const { ledger, findings } = judgedReport(state, tools);
      const detail = findings.length === 0 ? "nothing found" : `${findings.length} found`;
      return { result: { ledger, findings }, detail };
    });
}

/** What stands where, and what is wrong with it. */
export function judgedReport(state: State, tools: Pick<Tools, "spec">): { ledger: LedgerLine[]; findings: Finding[] } {
  const { parameters, report, evidence, plan, drafts } = state;
  const ignoredRefs = new Set(parameters.ignored_prs);
  const ignored = evidence.filter(({ ref }) => ignoredRefs.has(ref));
  const ledger = ledgerOf(report, evidence, plan.planned, ignored, ledgerNotes(drafts));
  const facts = { ...factsOf(state, tools), ledger };
  const found = [...checkReport(report, facts), ...checkText(reportText(state, tools), facts)];
  return { ledger, findings: [...new Map(found.map((finding) => [finding.key, finding])).values()] };
}

/** What a writer's text is held against. */
export function factsOf(state: State, { spec }: Pick<Tools, "spec">): CheckFacts {
  const { parameters, evidence, window, nonce, drafts, ledger } = state;
  const prompts = drafts.length > 0 ? instructionsOf({ ...spec, parameters }) : [];
  const written = { read: readOf(drafts), prompts, nonce, wishes: wishesOf(parameters) };
  return { evidence, sources: parameters.sources, ledger, by: "agent", window, ...written };
}

/** The report as the text that it becomes. */
export function reportText({ report, evidence, parameters, policy }: State, { spec }: Pick<Tools, "spec">): string {
  const usual = usualSections(spec.prompts, parameters.analysis_type);
  return renderReport(report, evidence, parameters.sources, sectionsOf(policy.sections, usual));
}

/** What the writers looked up, by pull request. */
export function readOf(drafts: State["drafts"]): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [pr, text] of drafts.flatMap((draft) => Object.entries(draft.read))) read[pr] = `${read[pr] ?? ""}${text}`;
  return read;
}
