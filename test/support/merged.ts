import { linesOf, ownBlocks } from "../../pipelines/text/prose.ts";
import { claimsOf } from "../../pipelines/text/reverts/claims.ts";
import { resolveReverts, type Merged } from "../../pipelines/text/reverts/resolve.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import { pull } from "./pulls.ts";

export const shaOf = (number: number): string =>
  `${number.toString(16).padStart(6, "0")}a${"0123456789abcdef".repeat(2)}`;
export const commitOf = (number: number): string => `c0${shaOf(number).slice(0, 38)}`;

export function merged(number: number, title: string, body = "", more: Partial<PullRequest> = {}): Merged {
  const made = pull(number, title, { merge_sha: shaOf(number), ...more });
  return { ...made, claims: claimsOf(made, linesOf(ownBlocks(body))), commits: [commitOf(number)] };
}

/** What is new, out and back at the end, by numbers. */
export function told(window: Merged[], earlier: Merged[] = []) {
  const { stands, rolledBack, broughtBack } = resolveReverts(window, earlier);
  const number = (ref: string) => Number(ref.split("#")[1] ?? 0);
  const ids = (map: Map<string, string[]>) =>
    [...map.values()].flat().map((id) => (id.includes("#") ? number(id) : id));
  return {
    stands: [...stands].map(number).sort((a, b) => a - b),
    out: ids(rolledBack),
    back: ids(broughtBack),
  };
}
