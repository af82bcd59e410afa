import { authorKinds } from "../../../webhooks/contract/kinds.ts";
import type { PolicyCondition } from "../../../webhooks/contract/policy.ts";
import { BOT_WORDS, CHANGE_WORDS } from "../../../webhooks/contract/policy-text.ts";

/** What a condition may look at, in the words of its sentence. */
type RuleTest = { value: string; label: string };

/** How what it looks for is written: as words with commas between, as ticks, or not at all. */
type Entry = "words" | "kinds" | "bots";

export const TEST_GROUPS: readonly { label: string; tests: readonly RuleTest[] }[] = [
  {
    label: "Paths",
    tests: [
      { value: "paths.all", label: "The paths are all under" },
      { value: "paths.any", label: "A path is under" },
      { value: "paths.none", label: "No path is under" },
    ],
  },
  {
    label: "Labels",
    tests: [
      { value: "labels.any", label: "A label is" },
      { value: "labels.none", label: "No label is" },
    ],
  },
  {
    label: "Author",
    tests: [
      { value: "authors.any", label: "The author is" },
      { value: "authors.none", label: "The author is not" },
      { value: "bots.any", label: "A bot wrote it" },
      { value: "bots.none", label: "No bot wrote it" },
    ],
  },
  {
    label: "Kind",
    tests: [
      { value: "kinds.any", label: "It is" },
      { value: "kinds.none", label: "It is not" },
    ],
  },
  {
    label: "Title",
    tests: [
      { value: "titles.starts", label: "The title begins with" },
      { value: "titles.has", label: "The title has" },
      { value: "titles.none", label: "The title does not have" },
    ],
  },
];
const TESTS = TEST_GROUPS.flatMap(({ tests }) => tests);
const FIRST_TEST = "labels.any";

export const testOf = ({ what, how }: Pick<PolicyCondition, "what" | "how">): string => `${what}.${how}`;

/** One that there is; what is none is the first. */
export const knownTest = (typed: string): string => TESTS.find(({ value }) => value === typed)?.value ?? FIRST_TEST;

export const labelOfTest = (test: string): string => TESTS.find(({ value }) => value === test)?.label ?? "";

export function entryOfTest(test: string): Entry {
  if (test.startsWith("kinds.")) return "kinds";
  return test.startsWith("bots.") ? "bots" : "words";
}

/** What may be ticked. */
export const TICKS: Record<Exclude<Entry, "words">, readonly { value: string; label: string }[]> = {
  kinds: Object.entries(CHANGE_WORDS).map(([value, label]) => ({ value, label })),
  bots: authorKinds.flatMap((value) => (value === "human" ? [] : [{ value, label: BOT_WORDS[value] }])),
};
