import fc from "../../support/chance.ts";
import { expect, test } from "vitest";
import { checkReport } from "../../../pipelines/checks/check-report.ts";
import { checkText } from "../../../pipelines/checks/check-text.ts";
import { renderReport } from "../../../pipelines/text/render.ts";
import { authorKinds } from "../../../webhooks/contract/kinds.ts";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { Finding } from "../../../webhooks/contract/finding.ts";
import { analysisTypes, type Source } from "../../../webhooks/contract/parameters.ts";
import { dispositions } from "../../../webhooks/contract/policy.ts";
import { ledgerOfText, normalise } from "../../../webhooks/contract/report-text.ts";
import { harbor, pull, web, wholeReport } from "../../support/pulls.ts";

const PIECES = [
  "feat(api)!: ",
  "fix: ",
  "docs: ",
  "[wrangler] ",
  "Slack: ",
  'Revert "',
  '"',
  "Reland: ",
  "bump a from 1.0 to 1.1",
  "<!channel>",
  "@channel",
  "<@U1>",
  "#12",
  "acme/harbor#3",
  "acme/harbor-web#1",
  "(#2)",
  "`",
  "``",
  "*",
  "_",
  "~~",
  "[",
  "](https://evil.example)",
  "![x](y)",
  "<b>",
  "https://evil.example/#1",
  "&#35;4",
  "\\",
  "\\#5",
  "|",
  "# ",
  "- ",
  "1. ",
  "> ",
  "\n",
  "\r\n",
  "\t",
  "\u202e",
  "\u200b",
  ":tada:",
  "🎉",
  "…",
  "word",
  "uv",
  " ",
  "é",
  "e\u0301",
  "```",
  "---",
  "===",
  "12",
  "#",
];
const text = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 60 }),
);
const LABELS = [
  "breaking-change",
  "security",
  "docs",
  "ci",
  "area/api",
  "A-<b>",
  "highlight",
  "bug",
  "feature",
  "dependencies",
];

const oneOf = fc.record({
  title: text,
  repo: fc.constantFrom(harbor.repo, web.repo),
  login: fc.oneof(fc.constantFrom("mira", "okafor", "ghost", "renovate[bot]", "a#1", "x](y)"), text),
  kind: fc.constantFrom(...authorKinds),
  co_authors: fc.array(fc.oneof(fc.constantFrom("pdias", "#7"), text), { maxLength: 3 }),
  labels: fc.array(fc.constantFrom(...LABELS), { maxLength: 3 }),
  body: fc.constantFrom("", "BREAKING CHANGE: gone"),
  minute: fc.integer({ min: 0, max: 40 }),
  reverts: fc.option(fc.integer({ min: 0, max: 30 })),
});

const evidenceOf = (several: boolean) =>
  fc.array(oneOf, { maxLength: 25 }).map((all): PullRequest[] => {
    const repoOf = (index: number) => (several ? all[index]?.repo : undefined) ?? harbor.repo;
    return all.map(({ login, kind, minute, reverts, ...one }, index) => ({
      ...pull(index + 1, one.title, { ...one, repo: repoOf(index) }),
      body: reverts === null ? one.body : `${one.body}\n\nReverts ${repoOf(reverts)}#${reverts + 1}`,
      author: { login, kind },
      merged_at: new Date(Date.UTC(2026, 10, 9, 0, minute)).toISOString(),
    }));
  });

const cases = fc.boolean().chain((several) =>
  fc.record({
    evidence: evidenceOf(several),
    sources: fc.constant<Source[]>(several ? [harbor, web] : [harbor]),
    analysis_type: fc.constantFrom(...analysisTypes),
    ignoredNumbers: fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 3 }),
    policy: fc.record({
      dependencies: fc.constantFrom(...dispositions),
      releases: fc.constantFrom(...dispositions),
      docs: fc.constantFrom(...dispositions),
      internal: fc.constantFrom(...dispositions),
      max_items: fc.integer({ min: 3, max: 60 }),
    }),
  }),
);

/** What a hostile title says is judged as its words; the rules writer repeats them. Everything else is its own doing. */
const WORDS = new Set(["H7", "H8", "H11", "H13"]);
const isOfWords = ({ check, message }: Finding) => WORDS.has(check) || message.includes("gives an address");
const faultsOf = (findings: Finding[]) =>
  findings.filter((finding) => finding.severity === "fault" && !isOfWords(finding));

test("whatever was merged, everything has one place, the text gives the ledger back, and no check finds a fault of the writer's own", () => {
  fc.assert(
    fc.property(cases, ({ evidence, sources, analysis_type, ignoredNumbers, policy }) => {
      const ignored = evidence.filter(({ number }) => ignoredNumbers.includes(number)).map(({ ref }) => ref);
      const { plan, report, ledger, markdown, facts } = wholeReport(evidence, {
        sources,
        analysis_type,
        ignored,
        policy,
      });
      const refs = evidence.map(({ ref }) => ref).toSorted();

      expect(plan.planned.map(({ pr }) => pr.ref).toSorted()).toEqual(refs);
      expect(ledger.map(({ pr }) => pr).toSorted()).toEqual(refs);
      const became = { cite: "cited", group: "grouped", omit: "omitted", cancelled: "cancelled" };
      expect(ledger.map(({ disposition }) => disposition)).toEqual(
        plan.planned.map((each) => became[each.disposition]),
      );
      expect(faultsOf(checkReport(report, facts))).toEqual([]);
      expect(ledgerOfText(markdown, sources, ledger)).toEqual(ledger);
      expect(faultsOf(checkText(markdown, facts))).toEqual([]);
      expect(normalise(markdown)).toBe(markdown);
    }),
    { numRuns: 400 },
  );
});

test("whatever a writer puts into its texts, only what code cites is a citation", () => {
  const words = fc.record({ headline: text, intro: text, area: text, item: text, label: text });
  fc.assert(
    fc.property(words, ({ headline, intro, area, item, label }) => {
      const evidence = [pull(1, "feat: a"), pull(2, "ci: b")];
      const { report, ledger, facts } = wholeReport(evidence);
      const [first] = report.items;
      const items = first ? [{ ...first, area, text: item }] : [];
      const grouped = report.grouped.map((group) => ({ ...group, label }));
      const markdown = renderReport({ ...report, headline, intro, items, grouped }, evidence, facts.sources);

      expect(ledgerOfText(markdown, facts.sources, ledger)).toEqual(ledger);
      // What its words say is judged elsewhere; here nothing of them may become markup or a citation.
      const serious = checkText(markdown, facts).filter(
        ({ check, message }) => /^H[2459]$/.test(check) || (check === "H6" && !message.includes("gives an address")),
      );
      expect(serious).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
