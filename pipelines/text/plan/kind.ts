import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { ItemKind } from "../../../webhooks/contract/report.ts";
import type { ChangeClass } from "./class.ts";
import { hasLabel, isBreaking, isSecurity } from "../marks/marks.ts";
import type { Title } from "../title.ts";

type Rule = { kind: ItemKind; labels: Set<string>; types: Set<string>; title: RegExp };

/** The first that fits; labels are asked before types, types before words. */
const RULES: Rule[] = [
  {
    kind: "performance",
    labels: new Set(["performance", "perf"]),
    types: new Set(["perf", "performance"]),
    title:
      /^(?:speed|optimi[sz]e|accelerate|cache|parallelise|parallelize|memoi[sz]e)\b|\b(?:faster|performance|throughput|quadratic|allocations?|simd|cheaper)\b|^avoid (?:redundant|full|metadata lookups|flattened)\b|^(?:reuse|intern)\b/i,
  },
  {
    kind: "fix",
    labels: new Set(["bug", "fix", "regression", "crash"]),
    types: new Set(["fix", "bugfix", "bug", "hotfix"]),
    title:
      /^(?:fix(?:es|ed|up)?|prevent|avoid|handle|correct|don['’]?t|do not|stop|restore|survive|resolve|recover|repair|ignore|tolerate|respect|honou?r|preserve|keep|return|reject|ensure|bounds-check|escape)\b|\b(?:crash(?:es|ing)?|instead of (?:panicking|crashing)|wrong|broken|missing|leak(?:s|ing)?)\b/i,
  },
  {
    kind: "feature",
    labels: new Set(["feature", "new feature", "enhancement"]),
    types: new Set(["feat", "feature"]),
    title:
      /^(?:add|support|allow|introduce|implement|enable|new|accept|let|create|offer|unhide|graduate)\b|\bsupport (?:for|experimental)\b/i,
  },
];

/** Says itself what it is, so that a "missing" further on does not make a fix of it. */
const IMPROVES = /^(?:improve|refine|clarify|polish|upgrade|update)\b/i;

export function kindOf(pr: PullRequest, title: Title, of: ChangeClass): ItemKind {
  if (isBreaking(pr)) return "breaking";
  if (isSecurity(pr)) return "security";
  if (of === "docs") return "docs";
  if (of !== "product") return "internal";
  const rule =
    RULES.find(({ labels }) => hasLabel(pr, labels)) ??
    RULES.find(({ types }) => title.type !== null && types.has(title.type)) ??
    (IMPROVES.test(title.text) ? undefined : RULES.find((each) => each.title.test(title.text)));
  return rule?.kind ?? "improvement";
}
