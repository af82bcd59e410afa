import type { PullRequest } from "../../../webhooks/contract/evidence.ts";

/** "feat(api)!: …", "internal: …", "CI/Build: …" */
const BEFORE_COLON = /^([\p{L}\p{N}][\p{L}\p{N}/_-]{0,29})(?:(?=\([^()]{1,60}\)!?: )|(?=!?: ))/u;
/** "[wrangler] …" */
const IN_BRACKETS = /^\[[^[\]]{1,40}\]/;
/** "… [security]" */
const BEHIND = /\[[^[\]]{1,40}\]$/;

/**
 * How a title begins, as a rule asks for it: `internal:` and `internal(`, with all scopes; `[wrangler]`. A machine makes its titles by
 * a form: of these, also their first two and three words.
 */
export function frontsOf({ title, author }: Pick<PullRequest, "title" | "author">): string[] {
  const given = title.trim().toLowerCase();
  const before = BEFORE_COLON.exec(given)?.[0];
  const front = before ? `${before}${given.charAt(before.length)}` : IN_BRACKETS.exec(given)?.[0];
  return [...(front ? [front] : []), ...(author.kind === "human" ? [] : firstWords(given))];
}

function firstWords(title: string): string[] {
  const words = title.split(" ", 4);
  return words.length < 4 ? [] : [words.slice(0, 2).join(" "), words.slice(0, 3).join(" ")];
}

/** What stands in brackets behind a title. */
export function tagsOf({ title }: Pick<PullRequest, "title">): string[] {
  const tag = BEHIND.exec(title.trim().toLowerCase())?.[0];
  return tag ? [tag] : [];
}
