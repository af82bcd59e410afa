import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { MergedKind } from "../../../webhooks/contract/kinds.ts";
import { hasLabel, isBreaking, isSecurity } from "../marks/marks.ts";
import type { Title } from "../title.ts";
import type { ChangeClass } from "./class.ts";
import { entryOf } from "./habits.ts";

type Rule = { kind: MergedKind; labels: Set<string>; types: Set<string>; title: RegExp };

/** The first that fits; labels are asked before types, types before words. Words are those that titles begin with in English. */
const RULES: Rule[] = [
  {
    kind: "performance",
    labels: new Set(["performance", "perf"]),
    types: new Set(["perf", "performance"]),
    title:
      /^(?:speed(?:s|ed)? up|optimi[sz]e[sd]?|accelerate[sd]?)\b|^(?:make|makes|made)\b.{1,80}\bfaster\b|\b(?:performance|throughput|latency)\b/i,
  },
  {
    kind: "fix",
    labels: new Set(["bug", "fix", "bugfix", "regression", "crash"]),
    types: new Set(["fix", "bugfix", "bug", "hotfix"]),
    title:
      /^(?:fix(?:es|ed|up)?|prevents?|avoids?|corrects?|resolves?|repairs?|restores?|recovers?|handles?|don['’]?t|do not|no longer|stops?)\b|\b(?:crash(?:es|ed|ing)?|regression|broken|wrong|incorrect|doesn['’]t|does not|fails to|leak(?:s|ed|ing)?)\b/i,
  },
  {
    kind: "feature",
    labels: new Set(["feature", "new feature", "enhancement"]),
    types: new Set(["feat", "feature"]),
    title: /^(?:adds?|added|supports?|allows?|introduces?|implements?|enables?|new|lets?|creates?)\b/i,
  },
];

export function kindOf(pr: PullRequest, title: Title, of: ChangeClass): MergedKind {
  if (isBreaking(pr)) return "breaking";
  if (isSecurity(pr)) return "security";
  if (of === "docs") return "docs";
  if (of !== "product") return "internal";
  const rule =
    RULES.find(({ labels }) => hasLabel(pr, labels)) ??
    RULES.find(({ types }) => title.type !== null && types.has(title.type)) ??
    RULES.find((each) => each.title.test(title.text));
  return rule?.kind ?? (entryOf(pr)?.bump === "minor" ? "feature" : "improvement");
}
