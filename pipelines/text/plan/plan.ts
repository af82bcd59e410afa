import type { Fate, PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { AnalysisType, Policy, Source } from "../../../webhooks/contract/parameters.ts";
import type { ItemKind, OmitReason } from "../../../webhooks/contract/report.ts";
import { areaOf } from "./area.ts";
import { type ChangeClass, classOf } from "./class.ts";
import { kindOf } from "./kind.ts";
import { hasLabel, must_cover } from "../marks/marks.ts";
import { inMergedOrder } from "../merged-order.ts";
import { readTitle } from "../title.ts";

export type PlannedPull = {
  pr: PullRequest;
  kind: ItemKind;
  area: string;
  disposition: "cite" | "group" | "omit" | "cancelled";
  reason: OmitReason | null;
  /** One member of its group in people's words, singular: "dependency update". */
  group: string | null;
  highlight: boolean;
  /** Told in the item of this one, and wherever that one ends. */
  told_with: string | null;
  /** Only counted because there are more telling ones: a writer may choose otherwise. */
  beyond_limit: boolean;
};
/** In merged order; each pull request of the evidence once. */
export type Plan = { planned: PlannedPull[] };

type Input = {
  pull_requests: PullRequest[];
  ignored: string[];
  policy: Policy;
  analysis_type: AnalysisType;
  sources: Source[];
};

const HIGHLIGHT_LABELS = new Set(["highlight", "highlights"]);

/** What each class is called when it is only counted. */
const GROUPS: Record<Exclude<ChangeClass, "product">, string> = {
  dependencies: "dependency update",
  releases: "release",
  docs: "documentation change",
  internal: "internal change",
};
const SMALLER: Partial<Record<ItemKind, string>> = {
  feature: "smaller addition",
  performance: "smaller speed-up",
  fix: "smaller fix",
  docs: GROUPS.docs,
  internal: GROUPS.internal,
  rolled_back: "change rolled back",
};

/** Decides for every pull request what becomes of it, before anything is written. */
export function planReport(input: Input): Plan {
  const once = [...new Map(input.pull_requests.map((pr) => [pr.ref, pr])).values()];
  const alone = inMergedOrder(once).map((pr) => planOne(pr, input));
  const planned = withinLimit(alone, input);
  const byRef = new Map(planned.map((each) => [each.pr.ref, each]));
  return { planned: planned.map((each) => followed(each, byRef)) };
}

function planOne(pr: PullRequest, input: Input): PlannedPull {
  const { is, of: others = [] } = pr.fate ?? {};
  // What brings something back or takes it out is of the kind that it brings back or takes out.
  const about =
    is === "brings_back" || is === "rolls_back" ? others.map((other) => ({ ...pr, ...named(other) })) : [pr];
  const classes = about.map((one) => classOf(one, readTitle(one.title)));
  const { of, reason } = classes.find((one) => one.of === "product") ?? classes[0] ?? classOf(pr, readTitle(pr.title));
  const [first = pr] = about;
  const base = {
    pr,
    kind: is === "rolls_back" ? ("rolled_back" as const) : kindOf(first, readTitle(first.title), of),
    area: areaOf(first, readTitle(first.title), input.sources),
    highlight: hasLabel(pr, HIGHLIGHT_LABELS),
    told_with: is === "again" || is === "copy" ? (others[0]?.ref ?? null) : null,
    reason: null,
    group: null,
    beyond_limit: false,
  };
  const isIgnored = (ref: string | null) => ref !== null && input.ignored.includes(ref);
  if (isIgnored(pr.ref) || (others.length > 0 && others.every(({ ref }) => isIgnored(ref)))) {
    return { ...base, disposition: "omit", reason: "ignored" };
  }
  if (is === "undone" || is === "cancelled") return { ...base, disposition: "cancelled", reason: "reverted" };
  return { ...base, ...decide(pr, of, reason, is === "rolls_back", input) };
}

const named = ({ title, labels }: Fate["of"][number]) => ({ title, labels, says: [] });

/** What lands once more ends where the first one does. */
function followed(each: PlannedPull, byRef: ReadonlyMap<string, PlannedPull>): PlannedPull {
  const first = each.told_with === null ? undefined : byRef.get(each.told_with);
  if (!first || each.reason === "ignored") return { ...each, told_with: null };
  const { disposition, reason, group, kind, area, highlight, beyond_limit } = first;
  return { ...each, disposition, reason, group, kind, area, highlight, beyond_limit };
}

function decide(pr: PullRequest, of: ChangeClass, reason: OmitReason | null, rollsBack: boolean, input: Input) {
  const cited = { disposition: "cite" as const, reason: null, group: null };
  if (of === "product" || must_cover(pr) || (rollsBack && input.analysis_type === "risk_review")) return cited;
  if (input.analysis_type === "release_notes" && of === "internal") {
    return { disposition: "omit" as const, reason: "not_user_facing" as const, group: null };
  }
  const wanted = input.policy[of];
  if (wanted === "omit") return { disposition: wanted, reason: reason ?? "policy", group: null };
  const isNoise = input.analysis_type === "release_notes" && (of === "dependencies" || of === "releases");
  return wanted === "group" || isNoise ? { disposition: "group" as const, reason: null, group: GROUPS[of] } : cited;
}

/** The least telling ones beyond `max_items` are only counted. What must be covered is never among them. */
function withinLimit(planned: PlannedPull[], { policy, analysis_type }: Input): PlannedPull[] {
  const cited = planned.filter(({ disposition, told_with }) => disposition === "cite" && told_with === null);
  const ranked = cited
    .map((each, place) => ({ each, place, rank: rankOf(each, analysis_type) }))
    .sort((a, b) => a.rank - b.rank || a.place - b.place);
  const tooMany = ranked.slice(policy.max_items).map(({ each }) => each);
  const counted = new Set(tooMany.filter(({ pr }) => !must_cover(pr)));
  return planned.map((each) =>
    counted.has(each)
      ? { ...each, disposition: "group", group: smallerOf(each.kind), highlight: false, beyond_limit: true }
      : each,
  );
}

/** What a change is called that is not told but counted, singular. */
export function smallerOf(kind: ItemKind): string {
  return SMALLER[kind] ?? "smaller improvement";
}

const RANKS: Record<AnalysisType, readonly ItemKind[]> = {
  weekly_digest: ["rolled_back", "feature", "performance", "fix", "improvement", "docs", "internal"],
  release_notes: ["feature", "performance", "fix", "improvement", "rolled_back", "docs", "internal"],
  risk_review: ["rolled_back", "fix", "feature", "improvement", "performance", "internal", "docs"],
};

function rankOf({ pr, kind, highlight }: PlannedPull, type: AnalysisType): number {
  if (must_cover(pr)) return -2;
  return highlight ? -1 : RANKS[type].indexOf(kind);
}
