import { listed } from "../../base/listed.ts";
import type { MergedKind } from "./kinds.ts";
import type { ChangeKind, Disposition, PolicyCondition, PolicyRule, PolicySection } from "./policy.ts";

/** A rule's sentence in pieces, so that each surface draws a value or an act as it draws such things. Values are people's text. */
type RulePiece = { text: string; as?: "value" | "act" | "section" };

export const KIND_WORDS: Record<MergedKind, string> = {
  breaking: "a breaking change",
  security: "a security change",
  feature: "something new",
  improvement: "something improved",
  performance: "something faster",
  fix: "something fixed",
  docs: "documentation",
  internal: "something internal",
  rolled_back: "something rolled back",
};

export const CHANGE_WORDS: Record<ChangeKind, string> = {
  ...KIND_WORDS,
  internal: "an internal change",
  ci: "a change of the build",
  test: "a change of tests",
  refactor: "a rework",
  dependency: "a dependency update",
  release: "a release",
};

export const BOT_WORDS = {
  coding_agent: "a coding agent",
  dependency_bot: "a dependency bot",
  release_bot: "a release bot",
  bot: "another bot",
} as const;

const ACTS = {
  cite: { usually: "tell it", always: "always tell it" },
  group: { usually: "group it", always: "always group it" },
  omit: { usually: "leave it out", always: "never tell it" },
} as const;

const CLASS_WORDS = {
  dependencies: "Dependency updates",
  releases: "Releases",
  docs: "Documentation",
  internal: "Internal changes",
} as const;
type ClassName = keyof typeof CLASS_WORDS;

const CLASS_ACTS = { cite: "are told", group: "are grouped", omit: "are left out" } as const;

/** “Dependency updates that no rule fits are grouped.” */
export function classText(name: ClassName, then: Disposition | undefined): string {
  const words = then ? CLASS_ACTS[then] : "go where the template says";
  const said = name === "docs" ? words.replace(/^are/, "is").replace(/^go/, "goes") : words;
  return `${CLASS_WORDS[name]} that no rule fits ${said}.`;
}

/** “The sections are Security, New and Fixed.” */
export const sectionsText = (sections: readonly PolicySection[]): string =>
  sections.length === 0
    ? "The sections are the usual ones."
    : `The sections are ${listed(sections.map(({ name }) => name))}.`;

/** “When a label is security, always tell it under Security.” */
export function rulePieces({ when, then, kind, section, firm }: PolicyRule): RulePiece[] {
  const conditions = when.flatMap((one, at) => [{ text: at === 0 ? "When " : " and " }, ...conditionPieces(one)]);
  return [
    ...conditions,
    { text: ", " },
    { text: ACTS[then][firm], as: "act" },
    ...(section ? [{ text: " under " }, { text: section, as: "section" as const }] : []),
    ...(kind ? [{ text: ` as ${KIND_WORDS[kind]}` }] : []),
    { text: "." },
  ];
}

/** The same in one line. */
export const ruleText = (rule: PolicyRule): string =>
  rulePieces(rule)
    .map(({ text }) => text)
    .join("");

function conditionPieces(condition: PolicyCondition): RulePiece[] {
  const { what, how } = condition;
  if (what === "kinds") {
    const words = condition.values.map((kind) => CHANGE_WORDS[kind]);
    return [{ text: how === "none" ? "it is not " : "it is " }, ...either(words)];
  }
  if (what === "bots") {
    if (condition.values.length === 0) return [{ text: how === "none" ? "no bot wrote it" : "a bot wrote it" }];
    const words = condition.values.map((kind) => BOT_WORDS[kind]);
    return [...either(words), { text: how === "none" ? " did not write it" : " wrote it" }];
  }
  return [{ text: BEGINNINGS[what][how as keyof (typeof BEGINNINGS)[typeof what]] }, ...either(condition.values)];
}

const BEGINNINGS = {
  paths: { all: "the paths are all under ", any: "a path is under ", none: "no path is under " },
  labels: { any: "a label is ", none: "no label is " },
  authors: { any: "the author is ", none: "the author is not " },
  titles: { starts: "the title begins with ", has: "the title has ", none: "the title does not have " },
} as const;

/** "a", "a or b", each a value. */
function either(values: readonly string[]): RulePiece[] {
  return values.flatMap((text, at) => {
    const between = at === 0 ? [] : [{ text: at === values.length - 1 ? " or " : ", " }];
    return [...between, { text, as: "value" as const }];
  });
}
