import type { FieldProblem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { soon } from "../soon.ts";

export type AskedSource = { repo: string; base_branch: string };

/** Somebody waits before a form; Slack waits for three seconds in all. */
const SOURCES_WITHIN_MS = 1_500;

/** What the pipelines say of the sources alone, at `sources.0.base_branch`; of anything else in a brief others judge. */
export async function sourceFaults(
  deps: Pick<Deps, "pipelines" | "log">,
  sources: readonly AskedSource[],
): Promise<FieldProblem[]> {
  if (sources.length === 0) return [];
  const named = sources.map(({ repo, base_branch }) => ({ repo, ...(base_branch && { base_branch }) }));
  const answer = await soon(
    deps,
    "what GitHub says of the sources",
    () => deps.pipelines.validate({ sources: named }),
    SOURCES_WITHIN_MS,
  );
  return (answer?.details ?? []).flatMap((detail) => {
    const [, path] = /^parameters\.(sources\.\d+\.(?:repo|base_branch))$/.exec(detail.path) ?? [];
    return path === undefined ? [] : [{ ...detail, path }];
  });
}
