import { END, START, StateGraph } from "@langchain/langgraph";
import { isOpen } from "./agent/draft.ts";
import { distrusted } from "./agent/trust.ts";
import { check } from "./nodes/check.ts";
import { collect } from "./nodes/collect.ts";
import { lead } from "./nodes/lead.ts";
import { plan } from "./nodes/plan.ts";
import { preflight } from "./nodes/preflight.ts";
import { render } from "./nodes/render.ts";
import { repair } from "./nodes/repair.ts";
import { replace } from "./nodes/replace.ts";
import { resolve } from "./nodes/resolve.ts";
import { tools } from "./nodes/tools.ts";
import { write } from "./nodes/write.ts";
import { ReportState, type State } from "./state.ts";
import type { Tools } from "./tools.ts";

/**
 * resolve → preflight → collect → plan → write ⇄ tools → lead → check ⇄ repair → replace → render, and an early end when there is
 * nothing to tell. The rules write in one step and need nothing from tools to replace but check.
 */
export function reportGraph(deps: Tools) {
  const rounds = deps.spec.limits.repair_rounds;
  return (
    new StateGraph(ReportState)
      .addNode("resolve", resolve(deps))
      .addNode("preflight", preflight(deps))
      .addNode("collect", collect(deps))
      .addNode("plan_report", plan(deps))
      .addNode("write", write(deps))
      .addNode("tools", tools(deps))
      .addNode("write_lead", lead(deps))
      .addNode("check", check(deps))
      .addNode("repair", repair(deps))
      .addNode("replace", replace(deps))
      .addNode("render", render(deps))
      .addEdge(START, "resolve")
      .addEdge("resolve", "preflight")
      .addConditionalEdges("preflight", ({ empty }: State) => (empty ? END : "collect"), ["collect", END])
      .addConditionalEdges("collect", ({ empty }: State) => (empty ? END : "plan_report"), ["plan_report", END])
      .addEdge("plan_report", "write")
      // Write until every writer is done or given up; whoever asked for something gets it first.
      .addConditionalEdges("write", afterWriting, ["tools", "write", "write_lead", "check"])
      .addEdge("tools", "write")
      .addConditionalEdges("write_lead", ({ lead: one }: State) => (one && isOpen(one) ? "write_lead" : "check"), [
        "write_lead",
        "check",
      ])
      .addConditionalEdges("check", (state: State) => afterChecking(state, rounds), ["repair", "replace", "render"])
      // Nothing but the opening to mend: the writers are done, so `write` has no turn to make and leads on.
      .addConditionalEdges("repair", afterRepairing, ["write", "replace"])
      .addEdge("replace", "render")
      .addEdge("render", END)
      .compile()
  );
}

function afterWriting({ drafts }: State): "tools" | "write" | "write_lead" | "check" {
  if (drafts.length === 0) return "check";
  if (drafts.some(({ pending }) => pending.length > 0)) return "tools";
  return drafts.some(isOpen) ? "write" : "write_lead";
}

/** Only a model's text is mended, by the model for so many rounds; what the rules wrote is what it is. */
function afterChecking(
  { findings, drafts, lead: opening, repair_rounds = 0 }: State,
  rounds: number,
): "repair" | "replace" | "render" {
  const isModels = drafts.some(({ phase }) => phase === "done") || opening?.phase === "done";
  if (!isModels) return "render";
  const hasFault = findings.some(({ severity }) => severity === "fault");
  if (hasFault && repair_rounds < rounds) return "repair";
  return hasFault || distrusted(drafts).length > 0 ? "replace" : "render";
}

/** Whoever was asked writes; nobody was: there is no more time, or nobody who would do better. */
function afterRepairing({ drafts, lead: opening }: State): "write" | "replace" {
  return drafts.some(isOpen) || (opening && isOpen(opening)) ? "write" : "replace";
}
