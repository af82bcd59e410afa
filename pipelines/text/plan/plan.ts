import type { Fate, PullRequest } from "../../../webhooks/contract/evidence.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import type { AnalysisType, DateRange, Parameters, Source } from "../../../webhooks/contract/parameters.ts";
import type { ChangeKind, Policy } from "../../../webhooks/contract/policy.ts";
import type { ItemKind } from "../../../webhooks/contract/kinds.ts";
import type { Decider, LedgerLine, OmitReason } from "../../../webhooks/contract/report.ts";
import { type Areas, areaOf, areasOf } from "./area.ts";
import { type ChangeClass, classOf } from "./class.ts";
import { linesIn, rolesOf } from "./roles.ts";
import { type Habits, habitsOf } from "./habits.ts";
import { kindOf } from "./kind.ts";
import { beyondRoom, kindToCome, planOpen } from "./next.ts";
import { hasLabel, isBreaking, isSecurity, must_cover } from "../marks/marks.ts";
import { decidedByRule, saidBy } from "./decided-by-rule.ts";
import { kindsOf } from "./kinds-of.ts";
import { mustTell, type RuleSaid } from "../policy/must-tell.ts";
import { type ReadRule, rulesToAsk, ruleOf } from "../policy/rule-of.ts";
import { inMergedOrder } from "../merged-order.ts";
import { readTitle } from "../title.ts";
import { listed } from "../../../base/listed.ts";

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
  decided: NonNullable<LedgerLine["decided"]>;
  /** All that it is, as rules ask for it. */
  kinds: ChangeKind[];
  /** What a rule of the policy says of it. */
  rule: RuleSaid | null;
  /** No text may leave it out. */
  must: boolean;
};
/** In merged order; each pull request of the evidence once. */
export type Plan = { planned: PlannedPull[] };

type Input = {
  pull_requests: PullRequest[];
  ignored: string[];
  /** Of the ignored, where they were told before. */
  announced?: Parameters["announced"];
  policy: Policy;
  analysis_type: AnalysisType;
  sources: Source[];
  window: Pick<DateRange, "since" | "until">;
};

const HIGHLIGHT_LABELS = new Set(["highlight", "highlights"]);

/** What each class is called when it is only counted. */
const GROUPS: Record<Exclude<ChangeClass, "product">, string> = {
  dependencies: "dependency update",
  releases: "release",
  docs: "documentation change",
  internal: "internal change",
  skipped: "change that its author left out",
};
/** What is told only where there is room, singular. */
const MORE: Partial<Record<ItemKind, string>> = {
  feature: "more addition",
  performance: "more speed-up",
  fix: "more fix",
  docs: GROUPS.docs,
  internal: GROUPS.internal,
  rolled_back: "change rolled back",
  coming: "more change",
};

/** Decides for every pull request what becomes of it, before anything is written. */
export function planReport(input: Input): Plan {
  const once = [...new Map(input.pull_requests.map((pr) => [pr.ref, pr])).values()];
  const habits = habitsOf(once);
  const areas = areasOf(once);
  const rules = rulesToAsk(input.policy.rules);
  const alone = inMergedOrder(once).map((pr) => {
    return planOne(pr, input, { habits: habits.get(pr.repo) ?? NO_HABITS, areas, rules });
  });
  const planned = withinLimit(alone, input);
  const byRef = new Map(planned.map((each) => [each.pr.ref, each]));
  return { planned: planned.map((each) => followed(each, byRef)) };
}

const NO_HABITS: Habits = { entries: null, tests: false, makes_docs: false };

/** What a whole window says, and its policy. */
type Around = { habits: Habits; areas: Areas; rules: readonly ReadRule[] };

function planOne(pr: PullRequest, input: Input, { habits, areas, rules }: Around): PlannedPull {
  const { is, of: others = [] } = pr.fate ?? {};
  // What brings something back or takes it out is of the kind that it brings back or takes out.
  const about =
    is === "brings_back" || is === "rolls_back" ? others.map((other) => ({ ...pr, ...named(other) })) : [pr];
  const classes = about.map((one) => classOf(one, readTitle(one.title), habits));
  const { of, reason, by, because } =
    classes.find((one) => one.of === "product") ?? classes[0] ?? classOf(pr, readTitle(pr.title), habits);
  const [first = pr] = about;
  const kind = is === "rolls_back" ? ("rolled_back" as const) : kindOf(first, readTitle(first.title), of);
  const kinds = kindsOf(pr, { of, reason, kind });
  const rule = ruleOf(rules, { pr, kinds });
  const said = rule && saidBy(rule);
  const base = {
    pr,
    kind: kindIn(input, pr, kind === "rolled_back" ? kind : (said?.kind ?? kind)),
    area: areaOf(first, readTitle(first.title), input.sources, areas),
    highlight: hasLabel(pr, HIGHLIGHT_LABELS),
    told_with: is === "again" || is === "copy" ? (others[0]?.ref ?? null) : null,
    reason: null,
    group: null,
    beyond_limit: false,
    decided: { by, because },
    kinds,
    rule: said,
    must: mustTell(pr, said),
  };
  const isIgnored = (ref: string | null) => ref !== null && input.ignored.includes(ref);
  if (isIgnored(pr.ref) || (others.length > 0 && others.every(({ ref }) => isIgnored(ref)))) {
    return { ...base, disposition: "omit", reason: "ignored", decided: asked(pr, input), must: false };
  }
  if (is === "undone" || is === "cancelled") {
    return { ...base, disposition: "cancelled", reason: "reverted", decided: byRevert(is, others) };
  }
  const byRule = rule && decidedByRule(pr, rule, nounOf(of, kind));
  return { ...base, ...(byRule ?? { ...decide(pr, of, reason, is === "rolls_back", input), ...markedBy(pr) }) };
}

const kindIn = ({ analysis_type }: Input, pr: PullRequest, usual: ItemKind): ItemKind =>
  analysis_type === "whats_next" ? kindToCome(pr) : usual;

function asked({ ref }: PullRequest, { announced = [] }: Input): PlannedPull["decided"] {
  const before = announced.find(({ pr }) => pr === ref);
  const because = before ? `Already announced ${before.where}, and left out` : "Left out";
  return { by: "request", because: `${because} when the update was asked for` };
}

function byRevert(is: "undone" | "cancelled", others: Fate["of"]): PlannedPull["decided"] {
  const named = listed(others.map(({ ref, title }) => ref ?? `“${title}”`));
  const because = is === "undone" ? `${named} took it back` : `It is about ${named}, which the window ends without`;
  return { by: "revert", because };
}

/** What must be told is told whatever else is said of it. */
function markedBy(pr: PullRequest): Partial<PlannedPull> {
  if (isBreaking(pr)) return { decided: { by: "author", because: "It is marked as breaking" } };
  return isSecurity(pr) ? { decided: { by: "author", because: "It is marked as a security change" } } : {};
}

const named = ({ title, labels }: Fate["of"][number]) => ({ title, labels, says: [] });

/** What lands once more ends where the first one does. */
function followed(each: PlannedPull, byRef: ReadonlyMap<string, PlannedPull>): PlannedPull {
  const first = each.told_with === null ? undefined : byRef.get(each.told_with);
  if (!first || each.reason === "ignored") return { ...each, told_with: null };
  const { pr: _pr, told_with: _told_with, ...as } = first;
  return { ...each, ...as };
}

function decide(pr: PullRequest, of: ChangeClass, reason: OmitReason | null, rollsBack: boolean, input: Input) {
  const cited = { disposition: "cite" as const, reason: null, group: null };
  if (pr.stands) return planOpen(pr, of, reason);
  if (of === "product" || must_cover(pr) || (rollsBack && input.analysis_type === "risk_review")) return cited;
  if (input.analysis_type === "release_notes" && of === "internal") {
    return { disposition: "omit" as const, reason: "not_user_facing" as const, group: null };
  }
  if (of === "skipped") return { disposition: "omit" as const, reason, group: null };
  const wanted = input.policy[of];
  if (wanted === "omit") return { disposition: wanted, reason: reason ?? "policy", group: null };
  const isNoise = input.analysis_type === "release_notes" && (of === "dependencies" || of === "releases");
  return wanted === "group" || isNoise ? { disposition: "group" as const, reason: null, group: GROUPS[of] } : cited;
}

const DAY_MS = 24 * 3_600_000;
/** People read a day's items, and a week's; a longer window is no longer a text. */
const ITEMS_OF_A_DAY = 24;
const ITEMS_OF_A_FURTHER_DAY = 6;

/** The policy's, or what fits the length of the window. */
function mostItems({ policy, window }: Input): number {
  const days = Math.ceil((Date.parse(window.until) - Date.parse(window.since)) / DAY_MS);
  const most = ITEMS_OF_A_DAY + ITEMS_OF_A_FURTHER_DAY * Math.max(0, days - 1);
  return policy.max_items ?? Math.min(most, LIMITS.items.most);
}

/** The least telling ones beyond the limit are only counted. What must be covered is never among them. */
function withinLimit(planned: PlannedPull[], input: Input): PlannedPull[] {
  const cited = planned.filter(({ disposition, told_with }) => disposition === "cite" && told_with === null);
  const ranked = cited.toSorted(moreTelling(input.analysis_type));
  const most = mostItems(input);
  const places = new Map(ranked.map((each, at) => [each, at + 1]));
  const counted = new Set(ranked.slice(most).filter(({ must }) => !must));
  return planned.map((each) => {
    if (!counted.has(each)) return each;
    const because = `${places.get(each)} of ${ranked.length}, by kind and size; ${most} are told`;
    const decided = { by: "limit" as const satisfies Decider, because };
    return {
      ...each,
      disposition: "group",
      group: foldedNoun(each.kind),
      highlight: false,
      beyond_limit: true,
      decided,
      ...beyondRoom(each.pr, because),
    };
  });
}

/** Puts first what should rather be told, where there is not room for all. */
export function moreTelling(type: AnalysisType): (one: PlannedPull, other: PlannedPull) => number {
  return (one, other) => rankOf(one, type) - rankOf(other, type) || sizeOf(other) - sizeOf(one);
}

/** Lines added and removed, without what tools wrote. */
function sizeOf({ pr }: PlannedPull): number {
  const roles = rolesOf(pr);
  return roles ? linesIn(roles, ["product", "manifest"]) : 0;
}

/** What a change is called that is not told but counted, singular. */
export function foldedNoun(kind: ItemKind): string {
  return MORE[kind] ?? "more improvement";
}

/** The same where a rule wants it counted. */
const nounOf = (of: ChangeClass, kind: ItemKind): string =>
  of === "product" ? foldedNoun(kind).replace(/^more /, "") : GROUPS[of];

const RANKS: Record<AnalysisType, readonly ItemKind[]> = {
  weekly_digest: ["rolled_back", "feature", "performance", "fix", "improvement", "docs", "internal"],
  release_notes: ["feature", "performance", "fix", "improvement", "rolled_back", "docs", "internal"],
  whats_next: ["coming", "planned", "drafted"],
  risk_review: ["rolled_back", "fix", "feature", "improvement", "performance", "internal", "docs"],
};

function rankOf({ must, kind, highlight }: PlannedPull, type: AnalysisType): number {
  if (must) return -2;
  return highlight ? -1 : RANKS[type].indexOf(kind);
}
