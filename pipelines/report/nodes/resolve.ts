import type { RunnableConfig } from "@langchain/core/runnables";
import { windowText } from "../../../webhooks/contract/window-text.ts";
import type { FoundBranch } from "../../github/client.ts";
import { readingsOf, requireBranches } from "../../github/sources.ts";
import { shownBy } from "../../github/visibility.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";
import { windowFor } from "../../github/releases/window-for.ts";
import { recordedAsking } from "./asking.ts";
import { readRepository } from "./reads.ts";

/**
 * parameters → window, policy, readings, sources, ranges. The time is a recorded call, so that a replay reads the same window; and every branch is
 * asked for, because the list of one that is not there is as empty as that of a quiet one. What the sources may show is asked last: it
 * says who may read what is written from them.
 */
export function resolve({ recorder, github, clock, spec }: Tools) {
  return ({ parameters }: State, config: RunnableConfig): Promise<Partial<State>> =>
    recorder.node("resolve", placeOf(config), async (call) => {
      const now = await call({ kind: "clock", name: "now", input: null, label: "looking at the clock" }, async () =>
        clock().toISOString(),
      );
      const ask = recordedAsking(call, github);
      const policy = { ...spec.policy, ...parameters.policy };
      const found: FoundBranch[] = [];
      for (const source of parameters.sources) found.push(await ask.branch(source));
      const looked = readingsOf(parameters.sources, found);
      requireBranches(looked);
      const repos = looked.readings.map(({ source }) => source.repo);
      const sources = await shownBy(repos, (repo) => readRepository(call, github, repo));
      const { window, readings, ranges, notes: more } = await windowFor(parameters, looked.readings, now, ask);
      const notes = [...looked.notes, ...looked.faults.map(({ message }) => message), ...more];
      const detail = [windowText(window), ...notes].join("; ");
      return { result: { window, policy, readings, sources, ranges, notes }, detail };
    });
}
