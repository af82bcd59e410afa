import type { PullRequest } from "../../../webhooks/contract/evidence.ts";

/** GitHub's own name for an account that is gone. */
const NOBODY = "ghost";

/** Coding agents sign as co-authors under names like these. */
const AGENT =
  /^(?:(?:claude|gpt|gemini)(?:[ -](?:code|opus|sonnet|haiku|fable|\d).*)?|amp|opencode|codex|copilot|cursor(?: agent)?|cursoragent|aider.*|devin)$/i;

/** The people behind pull requests, each once: authors first, then who worked with them. Agents and bots are not people. */
export function peopleOf(pulls: readonly PullRequest[], evidence: readonly PullRequest[] = pulls): string[] {
  const machines = new Set(evidence.filter(({ author }) => author.kind !== "human").map(({ author }) => author.login));
  const authors = pulls.map(({ author }) => author.login);
  const others = pulls.flatMap(({ co_authors }) => co_authors).filter((name) => !AGENT.test(name));
  const people = [...authors, ...others].filter(
    (login) => login && login !== NOBODY && !machines.has(login) && !login.endsWith("[bot]"),
  );
  return [...new Map(people.map((login) => [login.toLowerCase(), login])).values()];
}
