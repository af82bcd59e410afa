import type { Profile } from "../../db/app/tables.ts";
import { rangeOfBrief } from "../clock/chosen-range.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { sourceFaults } from "./source-faults.ts";

/**
 * GitHub asked for the repositories and branches that a profile keeps, before it is used.
 *
 * @throws {Problem} `invalid` with one detail for each field.
 */
export async function requireSources(
  deps: Pick<Deps, "pipelines" | "log">,
  { brief, name }: Pick<Profile, "brief" | "name">,
): Promise<void> {
  const details = await sourceFaults(deps, brief.sources, rangeOfBrief(brief));
  const [first] = details;
  if (!first) return;
  throw new Problem("invalid", first.message, `${first.fix} It stands in the profile “${name}”.`, { details });
}
