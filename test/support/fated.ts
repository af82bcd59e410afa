import { saysOf } from "../../pipelines/text/marks/says.ts";
import { linesOf, ownBlocks } from "../../pipelines/text/prose.ts";
import { claimsOf } from "../../pipelines/text/reverts/claims.ts";
import { fatesOf } from "../../pipelines/text/reverts/fates.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";

/** What reading a window finds out of its titles and descriptions. */
export function fated(pulls: readonly PullRequest[]): PullRequest[] {
  const read = pulls.map((pull) => ({ ...pull, description: ownBlocks(pull.body) }));
  const known = read.map((pull) => ({ ...pull, claims: claimsOf(pull, linesOf(pull.description)) }));
  const byRepo = [...Map.groupBy(known, ({ repo }) => repo).values()];
  const fates = new Map(byRepo.flatMap((pulls) => [...fatesOf(pulls, []).fates]));
  return read.map(({ description, ...pull }) => {
    const says = saysOf(pull, description);
    const fate = fates.get(pull.ref);
    return { ...pull, ...(says.length > 0 && { says }), ...(fate && { fate }) };
  });
}
