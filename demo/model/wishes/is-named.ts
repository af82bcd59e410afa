import type { ItemKind } from "../task.ts";
import type { Named } from "./read-wishes.ts";

/** What is known of a change when people's words are held against it. */
type About = { kind: ItemKind; area: string; words: string };

/** How people call the kinds of changes. */
const KIND_WORDS: Record<ItemKind, string> = {
  breaking: "breaking break breaks",
  security: "security vulnerability vulnerabilities",
  feature: "feature features addition additions",
  improvement: "improvement improvements",
  performance: "performance speed faster speed-up speed-ups",
  fix: "fix fixes bug bugs bugfix bugfixes",
  rolled_back: "rollback rollbacks revert reverts rolled",
  docs: "docs doc documentation",
  internal: "internal internals refactoring refactorings chores dependencies dependency ci tests",
};

/** Whether people's words name a change: by its kind, its area, or words that it contains. */
export function isNamed(wanted: Named, { kind, area, words }: About): boolean {
  const own = [...wordsIn(area), ...wordsIn(words)].map(stem);
  const fits = (word: string) =>
    KIND_WORDS[kind].split(" ").includes(word) || own.some((each) => isAlike(each, stem(word)));
  return wanted.some((each) => each.every(fits));
}

/** "tracking-page" is found by "tracking-page", "tracking" and "page". */
function wordsIn(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}-]*/gu) ?? [];
  return words.flatMap((word) => [word, ...word.split("-")]).filter(Boolean);
}

function stem(word: string): string {
  return word.replace(/(?<=\p{L}{3})(?:ies|es|s)$/u, "").replace(/(?<=\p{L}{3})[ye]$/u, "");
}

const LEAST_COMMON_CHARS = 5;

/** "notif" and "notification" mean the same. */
function isAlike(a: string, b: string): boolean {
  const isStart = Math.min(a.length, b.length) >= LEAST_COMMON_CHARS && (a.startsWith(b) || b.startsWith(a));
  return a === b || isStart;
}
