import type { RunnableConfig } from "@langchain/core/runnables";
import { writeByRules } from "../../models/rules.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";

/** plan → report. The rules writer needs no call: the same plan gives the same words. */
export function write({ recorder }: Tools) {
  return ({ parameters, plan, timeframe }: State, config: RunnableConfig): Promise<Partial<State>> =>
    recorder.node("write", placeOf(config), async () => {
      const { sources, analysis_type } = parameters;
      const report = writeByRules(plan, { sources, timeframe, analysis_type });
      const items = report.items.length;
      return { result: { report }, detail: `${items} ${items === 1 ? "item" : "items"}, by rules`, counts: { items } };
    });
}
