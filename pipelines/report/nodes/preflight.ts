import type { RunnableConfig } from "@langchain/core/runnables";
import type { DateRange } from "../../../webhooks/contract/parameters.ts";
import type { ListedPull } from "../../github/client.ts";
import { isMergedIn } from "../../github/collect.ts";
import { MOST_PER_PAGE } from "../../github/tool.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";
import { readPage } from "./collect.ts";

/**
 * sources, timeframe → empty. Looks at the newest page of each source: when that already proves that nothing was merged, or only
 * what is ignored, the run ends here and no writer is asked. Could not read is neither: it throws.
 */
export function preflight({ recorder, github }: Tools) {
  return ({ parameters, timeframe }: State, config: RunnableConfig): Promise<Partial<State>> =>
    recorder.node("preflight", placeOf(config), async (call) => {
      const ignored = new Set(parameters.ignored_prs);
      let found = 0;
      let wanted = 0;
      let proven = true;
      for (const source of parameters.sources) {
        const page = await readPage(call, github, source, 1);
        const merged = page.filter((pull) => isMergedIn(pull, source, timeframe));
        found += merged.length;
        wanted += merged.filter(({ number }) => !ignored.has(`${source.repo}#${number}`)).length;
        proven &&= endsBefore(page, timeframe);
      }
      const empty = !proven || wanted > 0 ? null : found > 0 ? ("all_ignored" as const) : ("nothing_merged" as const);
      return { result: { empty }, detail: detailOf(empty, wanted, proven) };
    });
}

/** Whether this page reaches back past the window: a merge also changes `updated_at`, so nothing older was merged in it. */
function endsBefore(page: readonly ListedPull[], { since }: DateRange): boolean {
  const last = page.at(-1);
  return page.length < MOST_PER_PAGE || (last !== undefined && Date.parse(last.updated_at) < Date.parse(since));
}

function detailOf(empty: State["empty"], wanted: number, proven: boolean): string {
  if (empty === "nothing_merged") return "nothing was merged";
  if (empty === "all_ignored") return "everything merged is ignored";
  return `${proven ? "" : "at least "}${wanted} merged`;
}
