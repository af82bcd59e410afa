import { expect, test } from "vitest";
import { chainsOf } from "../../app/web/updates/ledger-chain.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";
import { fated } from "../support/fated.ts";
import { pull } from "../support/pulls.ts";
import { updateRow } from "./fixtures.ts";

const update = updateRow("in_review");

/** What a ledger keeps of pull requests that were read. */
const lineOf = ({ ref, title, url, author, merged_at, fate }: PullRequest): LedgerLine => {
  const line = { pr: ref, title, url, author: author.login, merged_at, disposition: "cited", reason: null } as const;
  return fate ? { ...line, fate } : line;
};

/** "#1: #1 merged → #2 took it back → It is not in the product", by the row that it stands at. */
function drawn(titles: readonly (readonly [number, string])[]): string[] {
  const pulls = fated(titles.map(([number, title]) => pull(number, title)));
  return [...chainsOf(pulls.map(lineOf), update)].map(([pr, { steps, end }]) => {
    const all = [...steps.map(({ label, words }) => [label, words].join(" ").trim()), end];
    return `${pr.slice(pr.indexOf("#"))}: ${all.join(" → ")}`;
  });
}

test.each<[string, [number, string][], string[]]>([
  [
    "nothing, where nothing is reverted",
    [
      [1, "Add a map"],
      [2, "Add a clock"],
    ],
    [],
  ],
  [
    "taken back",
    [
      [1, "Add a map"],
      [2, 'Revert "Add a map" (#1)'],
      [3, "Add a clock"],
    ],
    ["#1: #1 merged → #2 took it back → It is not in the product"],
  ],
  [
    "and brought back",
    [
      [1, "Add a map"],
      [2, 'Revert "Add a map"'],
      [3, 'Reapply "Add a map"'],
    ],
    ["#1: #1 merged → #2 took it back → #3 brought it back → It is in the product"],
  ],
  [
    "and back, and forth",
    [
      [1, "Add a map"],
      [2, "Revert #1"],
      [3, "Revert #2"],
      [4, "Revert #3"],
    ],
    ["#1: #1 merged → #2 took it back → #3 took #2 back → #4 took #3 back → It is not in the product"],
  ],
  [
    "brought back for a while",
    [
      [1, "Add a map"],
      [2, "Revert #1"],
      [3, 'Reapply "Add a map"'],
      [4, "Revert #3"],
    ],
    ["#1: #1 merged → #2 took it back → #3 brought it back → #4 took #3 back → It is not in the product"],
  ],
  [
    "of several",
    [
      [1, "Add a map"],
      [2, "Add a clock"],
      [3, "Revert #1 and #2"],
      [4, 'Reapply "Add a map"'],
    ],
    ["#1: #1 merged → #2 merged → #3 took #1 and #2 back → #4 brought #1 back → #1 is in the product, #2 is not"],
  ],
  [
    "of something older",
    [[8, 'Revert "Add a map"']],
    ["#8: “Add a map” merged before → #8 took it back → It is not in the product"],
  ],
  [
    "apart from each other",
    [
      [1, "Add a map"],
      [2, "Add a clock"],
      [3, "Revert #1"],
      [4, "Revert #2"],
    ],
    [
      "#1: #1 merged → #3 took it back → It is not in the product",
      "#2: #2 merged → #4 took it back → It is not in the product",
    ],
  ],
])("a chain is drawn: %s", (_what, titles, chains) => expect(drawn(titles)).toEqual(chains));

test("of a chain that goes on and on, the middle is counted", () => {
  const titles = Array.from({ length: 30 }, (_, at): [number, string] => [
    at + 1,
    at === 0 ? "Add a map" : `Revert #${at}`,
  ]);
  const [chain = ""] = drawn(titles);
  expect(chain.split(" → ")).toHaveLength(13);
  expect(chain).toContain("#5 took #4 back → 19 more → #25 took #24 back");
  expect(chain).toMatch(/It is not in the product$/);
});
