import { END, START, StateGraph } from "@langchain/langgraph";
import { check } from "./nodes/check.ts";
import { collect } from "./nodes/collect.ts";
import { plan } from "./nodes/plan.ts";
import { preflight } from "./nodes/preflight.ts";
import { render } from "./nodes/render.ts";
import { resolve } from "./nodes/resolve.ts";
import { write } from "./nodes/write.ts";
import { ReportState, type State } from "./state.ts";
import type { Tools } from "./tools.ts";

/** resolve → preflight → collect → plan → write → check → render, and an early end when there is nothing to tell. */
export function reportGraph(tools: Tools) {
  return new StateGraph(ReportState)
    .addNode("resolve", resolve(tools))
    .addNode("preflight", preflight(tools))
    .addNode("collect", collect(tools))
    .addNode("plan_report", plan(tools))
    .addNode("write", write(tools))
    .addNode("check", check(tools))
    .addNode("render", render(tools))
    .addEdge(START, "resolve")
    .addEdge("resolve", "preflight")
    .addConditionalEdges("preflight", ({ empty }: State) => (empty ? END : "collect"), ["collect", END])
    .addConditionalEdges("collect", ({ empty }: State) => (empty ? END : "plan_report"), ["plan_report", END])
    .addEdge("plan_report", "write")
    .addEdge("write", "check")
    .addEdge("check", "render")
    .addEdge("render", END)
    .compile();
}
