import type { PullRequest } from "../../webhooks/contract/evidence.ts";

type AuthorKind = PullRequest["author"]["kind"];

const CODING_AGENTS =
  /^(?:copilot|devin|claude|codex|cursor|sweep|openhands|jules|aider|gemini|chatgpt|swe-agent|google-labs-jules)/;
const DEPENDENCY_BOTS = /^(?:dependabot|renovate|snyk|greenkeeper|depfu|pyup|mend|scala-steward|pre-commit-ci)/;
const RELEASE_BOTS = /(?:release|changeset|semantic-release|-publish|version-bump)/;
const BOT_WORDS = /(?:\[bot\]$|-bot$|^bot-|\bci$|-ci$|^github-actions)/;

/**
 * Who, or what, wrote a pull request. A bot is not noise by itself: a coding agent's work is somebody's work.
 *
 * @param type GitHub's `user.type`, where the server gives it.
 */
export function authorKind(login: string, type: string | undefined): AuthorKind {
  const name = login.toLowerCase().replace(/^app\//, "");
  if (
    CODING_AGENTS.test(name) &&
    (type === "Bot" || BOT_WORDS.test(name) || name.endsWith("agent") || name === "copilot")
  ) {
    return "coding_agent";
  }
  const isBot = type === "Bot" || BOT_WORDS.test(name);
  if (DEPENDENCY_BOTS.test(name) && (isBot || name.split(/[-[]/).length <= 2)) return "dependency_bot";
  if (isBot && RELEASE_BOTS.test(name)) return "release_bot";
  return isBot ? "bot" : "human";
}
