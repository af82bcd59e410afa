import { expect, test } from "vitest";
import { renderParts } from "../../../app/message/render.ts";
import { checkReport } from "../../../pipelines/checks/check-report.ts";
import { checkText } from "../../../pipelines/checks/check-text.ts";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { Finding } from "../../../webhooks/contract/finding.ts";
import { analysisTypes, type Source } from "../../../webhooks/contract/parameters.ts";
import { dispositions } from "../../../webhooks/contract/policy.ts";
import { ledgerOfText } from "../../../webhooks/contract/report-text.ts";
import { lengthOfText, MAX_MESSAGE_CHARS, MAX_TEXT_CHARS } from "../../../webhooks/contract/text-limit.ts";
import fc from "../../support/chance.ts";
import { pull, wholeReport } from "../../support/pulls.ts";

/** The longest names that GitHub gives. */
const longest = (index: number): Source => ({
  repo: `${"o".repeat(38)}${index}/${"r".repeat(99)}${index}`,
  base_branch: "main",
});
const usual = (index: number): Source => ({ repo: `acme/harbor-${index}`, base_branch: "main" });
const MOST_NUMBER = 2_147_483_000;

type Window = { count: number; sources: Source[]; title: (index: number) => string; more?: Partial<PullRequest> };

function evidenceOf({ count, sources, title, more }: Window): PullRequest[] {
  return Array.from({ length: count }, (_, index) => {
    const repo = sources[index % sources.length]?.repo ?? "";
    const number = MOST_NUMBER + index;
    const merged_at = new Date(Date.UTC(2026, 10, 9) + index * 60_000).toISOString();
    return { ...pull(number, title(index), { repo, ...more }), merged_at };
  });
}

/** What it comes to, held against all that is promised: it fits, nothing is lost, nothing is told twice, no check stands in the way. */
function tried(window: Window, options: Omit<NonNullable<Parameters<typeof wholeReport>[1]>, "sources"> = {}) {
  const { sources } = window;
  const evidence = evidenceOf(window);
  const { report, ledger, markdown, facts } = wholeReport(evidence, { sources, ...options });

  expect(lengthOfText(markdown)).toBeLessThanOrEqual(MAX_TEXT_CHARS);
  const parts = renderParts(markdown, { sources, ledger }).map(({ payload }) =>
    String((payload.blocks[0] as Shown).text),
  );
  for (const text of parts) expect(text.length).toBeLessThanOrEqual(MAX_MESSAGE_CHARS);
  const linked = parts
    .flatMap((text) => [...text.matchAll(/\]\((https:\/\/github\.com\/[^)]*\/pull\/\d+)\)/g)])
    .map(([, to]) => to);
  const shown = ledger.filter(({ disposition }) => disposition === "cited" || disposition === "grouped");
  expect(linked.toSorted()).toEqual(shown.map(({ url }) => url).toSorted());
  expect(ledgerOfText(markdown, sources, ledger)).toEqual(ledger);
  expect(ledger).toHaveLength(window.count);
  expect(faultsOf([...checkReport(report, facts), ...checkText(markdown, facts)])).toEqual([]);
  return { markdown, ledger, parts, report };
}
type Shown = { text: string };

const faultsOf = (findings: Finding[]) =>
  findings
    .filter(({ severity }) => severity === "fault")
    .map(({ check, message }) => `${check}: ${message.slice(-200)}`);

const LONG = "Let the `very` long *title* of a _change_ say all that it has to say about what it is for, ";
const internal = (index: number) => `ci: step ${index} of the pipeline`;
const feature = (index: number) => `feat: number ${index}: ${LONG}${LONG}`;
const same = () => "feat: Update the documents";

test.each<[string, Window]>([
  ["230 in one group", { count: 230, sources: [usual(1)], title: internal }],
  ["223 with the longest name", { count: 223, sources: [longest(1)], title: internal }],
  ["85 of two repositories", { count: 85, sources: [longest(1), longest(2)], title: internal }],
  ["1,000 in one group", { count: 1_000, sources: [usual(1)], title: internal }],
  [
    "1,000 of ten repositories",
    { count: 1_000, sources: Array.from({ length: 10 }, (_, at) => longest(at)), title: internal },
  ],
  ["1,000 with one title", { count: 1_000, sources: [longest(1)], title: same }],
  [
    "1,000 with one title, of ten",
    { count: 1_000, sources: Array.from({ length: 10 }, (_, at) => longest(at)), title: same },
  ],
  [
    "1,000 long titles of ten",
    { count: 1_000, sources: Array.from({ length: 10 }, (_, at) => longest(at)), title: feature },
  ],
  [
    "300 that break something",
    { count: 300, sources: [usual(1)], title: feature, more: { labels: ["breaking-change"] } },
  ],
  [
    "1,000 that break something, of ten",
    {
      count: 1_000,
      sources: Array.from({ length: 10 }, (_, at) => longest(at)),
      title: feature,
      more: { labels: ["breaking-change"] },
    },
  ],
])("%s: the text can be approved and posted, with every number once", (_what, window) => {
  for (const analysis_type of analysisTypes) tried(window, { analysis_type, policy: { max_items: 60 } });
});

test("whatever is merged in a busy window, and whatever of it is chosen, its text fits", () => {
  const titles = [
    internal,
    feature,
    same,
    (index: number) => `fix: ${index} ${LONG}`,
    (index: number) => `docs: ${index}`,
  ];
  const cases = fc.record({
    count: fc.integer({ min: 1, max: 1_000 }),
    several: fc.integer({ min: 1, max: 10 }),
    long: fc.boolean(),
    first: fc.constantFrom(...titles),
    second: fc.constantFrom(...titles),
    labels: fc.constantFrom<string[]>([], ["breaking-change"], ["security"], ["highlight"]),
    analysis_type: fc.constantFrom(...analysisTypes),
    policy: fc.record({
      dependencies: fc.constantFrom(...dispositions),
      releases: fc.constantFrom(...dispositions),
      docs: fc.constantFrom(...dispositions),
      internal: fc.constantFrom(...dispositions),
      max_items: fc.integer({ min: 3, max: 60 }),
    }),
  });
  fc.assert(
    fc.property(cases, ({ count, several, long, first, second, labels, analysis_type, policy }) => {
      const sources = Array.from({ length: several }, (_, index) => (long ? longest(index) : usual(index)));
      const title = (index: number) => (index % 3 === 0 ? first : second)(index);
      tried({ count, sources, title, more: { labels } }, { analysis_type, policy });
    }),
    { numRuns: 12 },
  );
});

test("what is too much to tell is counted, and what must be told is told by its number", () => {
  const sources = Array.from({ length: 10 }, (_, at) => longest(at));
  const many = tried({ count: 400, sources, title: feature, more: { labels: ["breaking-change"] } });
  expect(many.ledger.every(({ disposition }) => disposition === "cited")).toBe(true);
  expect(many.markdown).toMatch(/^- Further breaking changes \(o+\d\/r+\d#\d+, #\d+/m);

  const few = tried({ count: 12, sources: sources.slice(0, 2), title: internal });
  expect(few.markdown.match(/o+\d\/r+\d#\d+/g)).toHaveLength(12);
});
