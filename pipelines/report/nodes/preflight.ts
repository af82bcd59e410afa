import type { RunnableConfig } from "@langchain/core/runnables";
import type { DateRange } from "../../../webhooks/contract/parameters.ts";
import type { ListedPull } from "../../github/client.ts";
import { argsFor, isMergedIn } from "../../github/collect.ts";
import { whyQuiet } from "../../github/read-sources.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";
import { isWithin, searchedIn } from "../../github/within.ts";
import { readPage, readRepository } from "./reads.ts";

/**
 * readings, window → empty. Looks at the newest page of each list: when that already proves that nothing was merged, or only
 * what is ignored, the run ends here and no writer is asked. Could not read is neither: it throws.
 */
export function preflight({ recorder, github }: Tools) {
  return ({ parameters, readings, window, notes }: State, config: RunnableConfig): Promise<Partial<State>> =>
    recorder.node("preflight", placeOf(config), async (call) => {
      const ignored = new Set(parameters.ignored_prs);
      let found = 0;
      let wanted = 0;
      // What is open is not in these lists.
      let proven = parameters.analysis_type !== "whats_next";
      const lists = readings.flatMap(({ source, bases, within }) =>
        bases.map((base_branch) => ({ source: { ...source, base_branch }, within })),
      );
      for (const { source, within } of lists) {
        const range = within ? searchedIn(within) : window;
        const page = await readPage(call, github, argsFor(source, 1));
        const merged = page.filter((pull) => isMergedIn(pull, source, range) && (!within || isWithin(pull, within)));
        found += merged.length;
        wanted += merged.filter(({ number }) => !ignored.has(`${source.repo}#${number}`)).length;
        proven &&= endsBefore(page, range);
      }
      const empty = !proven || wanted > 0 ? null : found > 0 ? ("all_ignored" as const) : ("nothing_merged" as const);
      const more = [];
      for (const reading of empty === "nothing_merged" ? readings : []) {
        more.push(...(await whyQuiet(reading, { repository: (repo) => readRepository(call, github, repo) })));
      }
      return { result: { empty, notes: [...notes, ...more] }, detail: detailOf(empty, wanted, proven) };
    });
}

/**
 * Whether this page reaches back past the window: a merge also changes `updated_at`, so nothing older was merged in it. A list that
 * ends before proves nothing: its branch may have had another name.
 */
function endsBefore(page: readonly ListedPull[], { since }: Pick<DateRange, "since">): boolean {
  const last = page.at(-1);
  return last !== undefined && Date.parse(last.updated_at) < Date.parse(since);
}

function detailOf(empty: State["empty"], wanted: number, proven: boolean): string {
  if (empty === "nothing_merged") return "nothing was merged";
  if (empty === "all_ignored") return "everything merged is ignored";
  return `${proven ? "" : "at least "}${wanted} merged`;
}
