import type { ItemKind } from "../task.ts";
import type { Change } from "./change.ts";
import type { OmitReason } from "./share-answer.ts";

/** One member of a group in people's words, and the reason when it is not even counted. */
type Sort = { noun: string; reason: OmitReason };

const DEPENDENCY = /^(?:bump|update dependency|lock file maintenance|update all|(?:update|upgrade) .{1,60} to v?\d)/i;
const RELEASE = /^(?:release v?\d|version packages|v?\d+\.\d+)/i;

const SMALLER: Record<ItemKind, string> = {
  feature: "smaller addition",
  performance: "smaller speed-up",
  fix: "smaller fix",
  improvement: "smaller improvement",
  breaking: "breaking change",
  security: "security change",
  docs: "documentation change",
  internal: "internal change",
  rolled_back: "change rolled back",
};

/** By reason, with the labels, types and scopes that give it away. */
const INTERNAL: [OmitReason, ReadonlySet<string>][] = [
  ["ci", new Set(["ci", "cd", "build", "infra", "infrastructure", "github_actions"])],
  ["test", new Set(["test", "tests", "testing"])],
  ["refactor", new Set(["refactor", "refactoring", "chore", "cleanup", "style", "lint", "types"])],
];

export function sortOf({ kind, title, labels }: Change): Sort {
  const marks = [title.type, title.scope, ...labels.map((label) => label.toLowerCase())].filter(
    (mark) => mark !== null,
  );
  const has = (...names: string[]) => names.some((name) => marks.includes(name));
  if (has("release", "autorelease: tagged") || RELEASE.test(title.sentence))
    return { noun: "release", reason: "release" };
  if (has("dependencies", "deps", "deps-dev") || DEPENDENCY.test(title.sentence)) {
    return { noun: "dependency update", reason: "dependency" };
  }
  if (kind === "docs") return { noun: SMALLER.docs, reason: "docs" };
  const internal = INTERNAL.find(([, names]) => marks.some((mark) => names.has(mark)));
  return { noun: SMALLER[kind], reason: (kind === "internal" && internal?.[0]) || "not_user_facing" };
}

/** "smaller fix", 3 → "3 smaller fixes" */
export function counted(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  if (noun === "change rolled back") return `${count} changes rolled back`;
  return `${count} ${/(?:x|s|ch)$/.test(noun) ? `${noun}es` : `${noun}s`}`;
}
