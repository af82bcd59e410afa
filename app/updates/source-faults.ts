import type { FieldProblem } from "../../webhooks/contract/problem.ts";
import type { ReleaseRange } from "../../webhooks/contract/range.ts";
import type { Deps } from "../deps.ts";
import { soon } from "../soon.ts";

/** What the contract calls an end of a range, and the form. */
const ENDS: Readonly<Record<string, string>> = {
  "parameters.range": "window",
  "parameters.range.since_release": "release",
  "parameters.range.from_tag": "from_tag",
  "parameters.range.to_tag": "to_tag",
};

export type AskedSource = { repo: string; base_branch: string };

/** Somebody waits before a form; Slack waits for three seconds in all. */
const SOURCES_WITHIN_MS = 1_500;

/**
 * What the pipelines say of the sources alone, at `sources.0.base_branch`, and of the tags that are asked for; of anything else in a brief
 * others judge.
 */
export async function sourceFaults(
  deps: Pick<Deps, "pipelines" | "log">,
  sources: readonly AskedSource[],
  range?: ReleaseRange,
): Promise<FieldProblem[]> {
  if (sources.length === 0) return [];
  const named = sources.map(({ repo, base_branch }) => ({ repo, ...(base_branch && { base_branch }) }));
  const answer = await soon(
    deps,
    "what GitHub says of the sources",
    () => deps.pipelines.validate({ sources: named, ...(range && { range }) }),
    SOURCES_WITHIN_MS,
  );
  return (answer?.details ?? []).flatMap((detail) => {
    const [, path] = /^parameters\.(sources\.\d+\.(?:repo|base_branch))$/.exec(detail.path) ?? [];
    const place = path ?? ENDS[detail.path];
    return place === undefined ? [] : [{ ...detail, path: place }];
  });
}
