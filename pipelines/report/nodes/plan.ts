import type { RunnableConfig } from "@langchain/core/runnables";
import { planReport } from "../plan/plan.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";

/** evidence, policy → plan: what is told, grouped, left out, and what cancels out. No call. */
export function plan({ recorder }: Tools) {
  return ({ parameters, evidence, policy }: State, config: RunnableConfig): Promise<Partial<State>> =>
    recorder.node("plan", placeOf(config), async () => {
      const { sources, analysis_type, ignored_prs: ignored } = parameters;
      const planned = planReport({ pull_requests: evidence, ignored, policy, analysis_type, sources });
      const cited = planned.planned.filter(({ disposition }) => disposition === "cite").length;
      return { result: { plan: planned }, detail: `${cited} to tell about, ${evidence.length - cited} beside` };
    });
}
