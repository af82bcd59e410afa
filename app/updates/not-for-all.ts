import type { ShownSource } from "../../webhooks/contract/repositories.ts";
import type { Readers } from "../ports/slack.ts";

/** Sources that are not public, where guests or other companies read the channel; but what its profile names. Pure. */
export function notForAll(
  sources: readonly ShownSource[],
  { other_companies, guests }: Readers,
  named: readonly string[],
): ShownSource[] {
  if (!other_companies && guests !== true) return [];
  const may = new Set(named.map((repo) => repo.toLowerCase()));
  return sources.filter(({ repo, visibility }) => visibility !== "public" && !may.has(repo.toLowerCase()));
}
