import type { PullRequest } from "../../webhooks/contract/evidence.ts";

type AuthorKind = PullRequest["author"]["kind"];

/** Logins and apps under which coding agents open pull requests, without `[bot]`. */
const CODING_AGENTS = new Set([
  "copilot",
  "copilot-swe-agent",
  "github-copilot",
  "devin",
  "devin-ai",
  "devin-ai-integration",
  "claude",
  "claude-code",
  "anthropic-claude",
  "codex",
  "openai-codex",
  "codex-cli",
  "chatgpt-codex-connector",
  "cursor",
  "cursoragent",
  "cursor-agent",
  "cursor-com",
  "sweep",
  "sweep-ai",
  "sweep-nightly",
  "sweep-ai-deprecated",
  "openhands",
  "openhands-agent",
  "openhands-ai",
  "jules",
  "google-labs-jules",
  "gemini-cli",
  "gemini-code-assist",
  "codegen-sh",
  "factory-droid",
  "amp-code",
  "aider",
  "swe-agent",
  "blocks-agent",
  "qodo-ai",
]);
/** People have these names too: with `type` "User" it is a person's login. */
const FIRST_NAMES = new Set(["devin", "jules"]);

const DEPENDENCY_BOT =
  /^(?:dependabot(?:-preview)?|renovate(?:-bot|-approve)?|.+-renovate(?:-bot)?|renovate-.+-bot|snyk-bot|greenkeeper(?:io-bot)?|depfu|pyup-bot|mend-bolt|mend-for-github-com|scala-steward(?:-bot)?|pre-commit-ci)$/;
const RELEASE_BOT =
  /^(?:release-please|release-bot|changesets?(?:-bot|-release)?|semantic-release(?:-bot)?|.+-release-bot|.+-releaser?|release-drafter)$/;
const RELEASE_TITLE = /^(?:chore(?:\([^)]*\))?: )?(?:release\b|version packages|bump version|publish v?\d)/i;
const BOT =
  /(?:^|[-_])(?:ro)?bot$|^(?:github-actions|mergify|bors)$|(?:^|[-_])(?:automat(?:ed|ion|ions)|updater)(?:[-_]|$)/;

/**
 * Who, or what, wrote a pull request. An agent's work is somebody's work; a dependency bot's is routine.
 *
 * @param type GitHub's `user.type`, where the server gives it.
 * @param title Tells a release from other work of the same bot, `github-actions` for one.
 */
export function authorKind(login: string, type?: string, title = ""): AuthorKind {
  const lower = login.toLowerCase().replace(/^app\//, "");
  const name = lower.replace(/\[bot\]$/, "");
  const isApp = name !== lower || type === "Bot";
  if (CODING_AGENTS.has(name) && !(type === "User" && !isApp && FIRST_NAMES.has(name))) return "coding_agent";
  if (isApp && /^(?:devin|claude|codex|copilot|cursor|openhands|sweep|jules)-/.test(name)) return "coding_agent";
  if (DEPENDENCY_BOT.test(name) || (isApp && /renovate|dependabot/.test(name))) return "dependency_bot";
  const isBot = isApp || BOT.test(name);
  if (RELEASE_BOT.test(name) && (isBot || /^(?:release-please|changesets?|semantic-release)/.test(name))) {
    return "release_bot";
  }
  if (isBot) return RELEASE_TITLE.test(title) ? "release_bot" : "bot";
  return "human";
}
