import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { Block } from "../prose.ts";
import { saysBreaking } from "./breaking.ts";
import { saysSecurity } from "./security.ts";

const QUOTES_OTHERS: ReadonlySet<string> = new Set(["dependency_bot", "release_bot"]);

/** The descriptions of machines quote other people's change logs. */
export const quotesOthers = ({ kind }: PullRequest["author"]): boolean => QUOTES_OTHERS.has(kind);

/** What an author says of a change in its description, all of it. */
export function saysOf(
  { author }: Pick<PullRequest, "author">,
  description: readonly Block[],
): NonNullable<PullRequest["says"]> {
  if (quotesOthers(author)) return [];
  return [
    ...(saysBreaking(description) ? ["breaking" as const] : []),
    ...(saysSecurity(description) ? ["security" as const] : []),
  ];
}
