import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { Block } from "../prose.ts";
import { saysBreaking } from "./breaking.ts";
import { saysSecurity } from "./security.ts";

/** The descriptions of machines quote other people's change logs. */
const QUOTES_OTHERS: ReadonlySet<string> = new Set(["dependency_bot", "release_bot"]);

/** What an author says of a change in its description, all of it. */
export function saysOf(
  { author }: Pick<PullRequest, "author">,
  description: readonly Block[],
): NonNullable<PullRequest["says"]> {
  if (QUOTES_OTHERS.has(author.kind)) return [];
  return [
    ...(saysBreaking(description) ? ["breaking" as const] : []),
    ...(saysSecurity(description) ? ["security" as const] : []),
  ];
}
