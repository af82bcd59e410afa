import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { AuthorKind } from "../../../webhooks/contract/kinds.ts";
import type { ChangeKind, PolicyCondition } from "../../../webhooks/contract/policy.ts";
import { readPathPattern } from "./path-pattern.ts";
import { isLike } from "./wildcard.ts";

/** A pull request as rules look at it: with all that Pulse takes it for. */
export type Looked = { pr: PullRequest; kinds: readonly ChangeKind[] };
export type Fits = (looked: Looked) => boolean;

/** Reads a condition once, for all the pull requests that it is asked of. A path that cannot be read fits nothing. */
export function conditionOf(condition: PolicyCondition): Fits {
  if (condition.what === "paths") return pathsOf(condition);
  if (condition.what === "titles") return titlesOf(condition);
  const isAny = anyOf(condition);
  if (condition.how !== "none") return isAny;
  // Whom a server gave no kind may be a bot all the same.
  return (looked) => !isAny(looked) && !(condition.what === "bots" && looked.pr.doubts?.includes("author"));
}

function anyOf(condition: Of<"labels" | "authors" | "kinds" | "bots">): Fits {
  switch (condition.what) {
    case "labels":
      return labelled(condition.values);
    case "authors":
      return by(condition.values);
    case "kinds":
      return ({ kinds }) => condition.values.some((one) => kinds.includes(one));
    case "bots":
      return ({ pr }) => isBot(pr.author.kind, condition.values);
  }
}

type Of<What extends PolicyCondition["what"]> = Extract<PolicyCondition, { what: What }>;

/** A coding agent writes what a person thought of: it is meant only where it is named. */
function isBot(kind: AuthorKind, values: readonly AuthorKind[]): boolean {
  return kind !== "human" && (values.length > 0 ? values.includes(kind) : kind !== "coding_agent");
}

/** What was changed and is not on the list may lie anywhere: then nobody knows of all, or of none. */
function pathsOf({ how, values }: Of<"paths">): Fits {
  const meant = values.flatMap((one) => {
    const read = readPathPattern(one);
    return typeof read === "function" ? [read] : [];
  });
  const isMeant = (path: string) => meant.some((one) => one(path));
  return ({ pr: { files, size } }) => {
    if (!files || files.length === 0) return false;
    if (how === "any") return files.some(({ path }) => isMeant(path));
    const isWhole = (size?.files ?? files.length) <= files.length;
    return isWhole && files.every(({ path }) => isMeant(path) === (how === "all"));
  };
}

function labelled(values: readonly string[]): Fits {
  const wanted = values.map((one) => one.toLowerCase());
  return ({ pr }) => pr.labels.some((label) => wanted.some((one) => isLike(label.trim().toLowerCase(), one)));
}

const bare = (login: string): string =>
  login
    .toLowerCase()
    .replace(/^@/, "")
    .replace(/\[bot\]$/, "");

function by(values: readonly string[]): Fits {
  const wanted = new Set(values.map(bare));
  return ({ pr }) => wanted.has(bare(pr.author.login));
}

function titlesOf({ how, values }: Of<"titles">): Fits {
  const wanted = values.map((one) => one.toLowerCase());
  if (how === "starts") {
    return ({ pr }) => wanted.some((one) => pr.title.trim().toLowerCase().startsWith(one));
  }
  const has: Fits = ({ pr }) => wanted.some((one) => hasWords(pr.title.toLowerCase(), one));
  // What was cut from a title may have been one of these.
  return how === "has" ? has : (looked) => !has(looked) && !looked.pr.doubts?.includes("title");
}

const LETTER = /[\p{L}\p{N}_]/u;

/** Not inside of a longer word. */
function hasWords(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const [before, after] = [text.slice(0, at).at(-1) ?? "", text.at(at + words.length) ?? ""];
    const isInside = (edge: string, beside: string) => LETTER.test(edge) && LETTER.test(beside);
    if (!isInside(words.charAt(0), before) && !isInside(words.at(-1) ?? "", after)) return true;
  }
  return false;
}
