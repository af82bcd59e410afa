import type { RunnableConfig } from "@langchain/core/runnables";
import { lastWeek } from "../../../webhooks/contract/parameters.ts";
import { windowText } from "../../../webhooks/contract/window-text.ts";
import type { FoundBranch } from "../../github/client.ts";
import { readingsOf, requireBranches } from "../../github/sources.ts";
import { shownBy } from "../../github/visibility.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";
import { readBranch, readRepository } from "./collect.ts";

/**
 * parameters → window, policy, readings, sources. The time is a recorded call, so that a replay reads the same window; and every branch is
 * asked for, because the list of one that is not there is as empty as that of a quiet one. What the sources may show is asked last: it
 * says who may read what is written from them.
 */
export function resolve({ recorder, github, clock, spec }: Tools) {
  return ({ parameters }: State, config: RunnableConfig): Promise<Partial<State>> =>
    recorder.node("resolve", placeOf(config), async (call) => {
      const now = await call({ kind: "clock", name: "now", input: null, label: "looking at the clock" }, async () =>
        clock().toISOString(),
      );
      const window = parameters.date_range ?? lastWeek(new Date(now));
      const policy = { ...spec.policy, ...parameters.policy };
      const found: FoundBranch[] = [];
      for (const source of parameters.sources) found.push(await readBranch(call, github, source));
      const looked = readingsOf(parameters.sources, found);
      requireBranches(looked);
      const repos = looked.readings.map(({ source }) => source.repo);
      const sources = await shownBy(repos, (repo) => readRepository(call, github, repo));
      const notes = [...looked.notes, ...looked.faults.map(({ message }) => message)];
      const detail = [windowText(window), ...notes].join("; ");
      return { result: { window, policy, readings: looked.readings, sources, notes }, detail };
    });
}
