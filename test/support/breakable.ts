import type { CheckFacts } from "../../pipelines/checks/facts.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Item, Report } from "../../webhooks/contract/report.ts";
import { pull } from "./pulls.ts";

type Severity = "fault" | "flag";

export type Breakage = {
  check: string;
  name: string;
  /** From a report about `breakable` that has no fault to one that has this one. */
  break: (report: Report) => unknown;
  /** In the report, as a writer hands it over. */
  agent: Severity;
  /** In the rendered text, when a person wrote it; null: nothing to say, or rendering mends it. */
  person: Severity | null;
  /** What the check has to know beyond evidence, sources and ledger. A model cannot break what needs a `window`. */
  facts?: Pick<CheckFacts, "window" | "prompts" | "nonce">;
};

const person = (login: string) => ({ login, kind: "human" as const });

/** The week that the breakages break: one breaking, one security change, and a pair that cancels out. */
export const breakable: PullRequest[] = [
  pull(1, "feat(api)!: page all lists by cursor", {
    body: "Lists answer 50 rows a page. `page` and `per_page` are gone.",
  }),
  pull(2, "feat(tracking): a parcel's way on a map", { author: person("okafor"), co_authors: ["pdias"] }),
  pull(3, "fix(ingest): survive a feed that ends early", {
    author: person("sato"),
    body: "Seen 3 times in version 2.15.0 since CVE-2026-11223; took 10s each.",
  }),
  pull(4, "feat: a checklist for new shops"),
  pull(5, 'Revert "feat: a checklist for new shops"', { body: "Reverts acme/harbor#4" }),
  pull(6, "ci: cache modules"),
  pull(7, "Version Packages"),
  pull(8, "security(api): check whose parcel it is", { author: person("nkemp") }),
];

/** Instructions of the kind that a template has. */
export const instructions = "Say what changed for the reader, not what was done to the code. One item, one change.";
export const nonce = "9f1c0de5ab73e240";

export const MAP = "acme/harbor#2";
const isMap = ({ prs }: { prs: readonly string[] }) => prs.includes(MAP);

/** Another sentence about the map. */
export const saying = (text: string) => (report: Report) => changed(report, { text });
export const opening = (intro: string) => (report: Report) => ({ ...report, intro });
export const labelled = (label: string) => (report: Report) => ({
  ...report,
  grouped: report.grouped.map((group) => ({ ...group, label })),
});

export function changed(report: Report, change: Partial<Item>): Report {
  return { ...report, items: report.items.map((item) => (isMap(item) ? { ...item, ...change } : item)) };
}
