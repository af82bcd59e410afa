import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { isMerged, type MergedKind } from "../../../webhooks/contract/kinds.ts";
import type { AnalysisType, DateRange, Source } from "../../../webhooks/contract/parameters.ts";
import type { ChangeKind, Policy } from "../../../webhooks/contract/policy.ts";
import { type Headings, type Section, sectionsOf } from "../../text/sections.ts";
import { planReport } from "../../text/plan/plan.ts";

/** What was read for one update, and what people then told of it. */
type TaughtWindow = {
  timeframe: DateRange;
  evidence: PullRequest[];
  sources: Source[];
  analysis_type: AnalysisType;
  ignored: string[];
  usual: Policy;
  headings?: Headings;
  /** Each that people told, with the heading that it stood under; null: under none, or nobody knows. */
  told: ReadonlyMap<string, string | null>;
  /** Those that people took out by hand. */
  taken_out: ReadonlySet<string>;
};

/** One pull request of which is known what people made of it. */
export type Lesson = {
  pr: PullRequest;
  kinds: readonly ChangeKind[];
  /** Which of the windows. */
  window: number;
  told: boolean;
  section: string | null;
  /** Under which the policy tells its kind; null: a rule says where it stands, whatever its kind. */
  heading: string | null;
  /** Of a text of its window, under the policy. */
  sections: readonly Section[];
  /** Among all that people told of its window. */
  place: number;
  /** As which kind it is told. */
  kind: MergedKind;
  taken_out: boolean;
  /** What the policy that was laid over it makes of it: whether it is told, or would be if there were room. */
  is_told: boolean;
  /** The place of the rule that decides this; null: none does. */
  rule: number | null;
  /** Its author's mark goes before every rule that is not firm. */
  must: boolean;
};

/**
 * What a window teaches under a policy. What was taken back, is only to come, or was left out
 * when the update was asked for, teaches nothing of taste.
 *
 * @param window Which of all that teach.
 */
export function lessonsOf(given: TaughtWindow, parts: Partial<Policy>, window: number): Lesson[] {
  const { evidence, timeframe, usual, headings, told, taken_out, ...rest } = given;
  const policy = { ...usual, ...parts };
  const sections = sectionsOf(policy.sections, headings);
  const { planned } = planReport({ ...rest, pull_requests: evidence, policy, window: timeframe });
  const taught = planned.filter(
    ({ disposition, decided, told_with }) =>
      disposition !== "cancelled" && decided.by !== "request" && told_with === null,
  );
  const places = new Map([...told.keys()].map((ref, at) => [ref, at]));
  return taught.flatMap(({ pr, kind, kinds, disposition, beyond_limit, rule, must }): Lesson[] => {
    if (!isMerged(kind)) return [];
    const lesson: Lesson = {
      pr,
      kind,
      kinds,
      window,
      told: told.has(pr.ref),
      section: told.get(pr.ref) ?? null,
      heading: rule?.section ? null : (sections.find(({ kinds: of }) => of.includes(kind))?.heading ?? ""),
      sections,
      place: places.get(pr.ref) ?? 0,
      taken_out: taken_out.has(pr.ref),
      is_told: disposition === "cite" || beyond_limit,
      rule: rule?.number ?? null,
      must,
    };
    return [lesson];
  });
}
