import { checkReport } from "../../../pipelines/checks/check-report.ts";
import type { CheckFacts } from "../../../pipelines/checks/facts.ts";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { pull, wholeReport } from "../../support/pulls.ts";

const person = (login: string) => ({ login, kind: "human" as const });
export const others = [
  pull(2, "fix: the list", { author: person("sato"), co_authors: ["Ada Park"] }),
  pull(3, "Bump", { author: { login: "renovate[bot]", kind: "dependency_bot" } }),
];

/** What is found of one item about one pull request: "H8 fault". */
export function found(
  text: string,
  about: Partial<PullRequest> & { title: string },
  more: Partial<CheckFacts> = {},
): string[] {
  const { facts } = wholeReport([pull(1, about.title, about), ...others]);
  const items = [{ kind: "feature", area: "", text, prs: ["acme/harbor#1"], highlight: false }];
  const grouped = [{ label: "2 others", prs: others.map(({ ref }) => ref) }];
  const report = { schema_version: "1", headline: "Harbor", intro: null, items, grouped, omitted: [] };
  return checkReport(report, { ...facts, ...more }).map(({ check, severity }) => `${check} ${severity}`);
}
