import type { ChangeKind, PolicyCondition } from "../../../webhooks/contract/policy.ts";
import { eitherOf } from "../../../base/listed.ts";

/** "dependency updates", "changes with a path under agents/": of what a sentence counts, in the plural. Values are people's text. */
export function changesThat(when: readonly PolicyCondition[]): string {
  const kind = when.find(({ what }) => what === "kinds");
  const noun = kind?.what === "kinds" ? eitherOf(kind.values.map((one) => PLURAL[one])) : "changes";
  const others = when.filter((one) => one !== kind).map(ending);
  return [noun, ...others].join(" ");
}

const PLURAL: Record<ChangeKind, string> = {
  breaking: "breaking changes",
  security: "security changes",
  feature: "additions",
  improvement: "improvements",
  performance: "speed-ups",
  fix: "fixes",
  docs: "documentation changes",
  internal: "internal changes",
  ci: "changes of the build",
  test: "changes of tests",
  refactor: "reworks",
  dependency: "dependency updates",
  release: "releases",
  rolled_back: "roll-backs",
};

const BOTS = {
  coding_agent: "coding agents",
  dependency_bot: "dependency bots",
  release_bot: "release bots",
  bot: "other bots",
} as const;

function ending(condition: PolicyCondition): string {
  const { what, how } = condition;
  if (what === "bots") return `by ${eitherOf(condition.values.map((kind) => BOTS[kind]))}`;
  const values = eitherOf(
    condition.values.map((value) => (what === "titles" || what === "labels" ? `“${value}”` : value)),
  );
  if (what === "paths") return how === "all" ? `with all paths under ${values}` : `with a path under ${values}`;
  if (what === "labels") return `labelled ${values}`;
  if (what === "authors") return `by ${values}`;
  return how === "starts" ? `whose title begins with ${values}` : `whose title has ${values}`;
}
