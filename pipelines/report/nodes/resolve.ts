import type { RunnableConfig } from "@langchain/core/runnables";
import { lastWeek } from "../../../webhooks/contract/parameters.ts";
import { windowText } from "../../../webhooks/contract/window-text.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";

/** parameters → timeframe, policy. The time is a recorded call, so that a replay reads the same window. */
export function resolve({ recorder, clock, spec }: Tools) {
  return ({ parameters }: State, config: RunnableConfig): Promise<Partial<State>> =>
    recorder.node("resolve", placeOf(config), async (call) => {
      const now = await call({ kind: "clock", name: "now", input: null, label: "looking at the clock" }, async () =>
        clock().toISOString(),
      );
      const timeframe = parameters.date_range ?? lastWeek(new Date(now));
      const policy = { ...spec.policy, ...parameters.policy };
      return { result: { timeframe, policy }, detail: windowText(timeframe) };
    });
}
