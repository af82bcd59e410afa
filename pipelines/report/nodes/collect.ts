import type { RunnableConfig } from "@langchain/core/runnables";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { Parameters } from "../../../webhooks/contract/parameters.ts";
import { gatherEvidence, wantedOf } from "../../github/gather.ts";
import { counted } from "../../words.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";
import { recordedAsking } from "./asking.ts";

/** readings, window → evidence, coverage, window. Complete, or it throws. Each question is a recorded call. */
export function collect({ recorder, github }: Tools) {
  return ({ parameters, readings, window, notes }: State, config: RunnableConfig): Promise<Partial<State>> =>
    recorder.node("collect", placeOf(config), async (call) => {
      const read = await gatherEvidence(readings, window, wantedOf(parameters), recordedAsking(call, github));
      const { evidence, coverage } = read;
      const empty = emptyOf(evidence, parameters);
      const counts = { pages: coverage.pages, seen: coverage.seen, in_window: coverage.in_window };
      const detail = [
        `${coverage.in_window} merged of ${coverage.seen} read, ${counted(read.requests, "request")}`,
        ...read.notes,
      ].join("; ");
      const told = { window: { ...window, ...read.window }, notes: [...notes, ...read.notes] };
      return { result: { evidence, coverage, empty, ...told }, detail, counts };
    });
}

function emptyOf(evidence: readonly PullRequest[], { ignored_prs }: Pick<Parameters, "ignored_prs">): State["empty"] {
  if (evidence.length === 0) return "nothing_merged";
  const ignored = new Set(ignored_prs);
  return evidence.every(({ ref }) => ignored.has(ref)) ? "all_ignored" : null;
}
