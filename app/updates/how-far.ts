import { dateText } from "../../base/date-text.ts";
import { listed } from "../../base/listed.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";

type Far = Pick<PullRequest, "stands" | "released" | "branches">;

/** How far a change has come, in a few words each: "in v1.4.0 since 12 Nov", "not released yet", "in main and release/1.4". */
export function howFar({ stands, released, branches = [] }: Far, now: Date, timeZone: string): string[] {
  if (stands) return [stands === "draft" ? "still a draft" : "in review"];
  const there = branches.length > 1 ? [`in ${listed(branches)}`] : [];
  if (released === undefined) return there;
  if (released === null) return ["not released yet", ...there];
  return [`in ${released.tag} since ${dateText(new Date(released.at), now, { timeZone })}`, ...there];
}
