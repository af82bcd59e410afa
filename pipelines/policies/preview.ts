import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import { isMerged } from "../../webhooks/contract/kinds.ts";
import type { AnalysisType, DateRange, Source } from "../../webhooks/contract/parameters.ts";
import { type Policy, policy, type PolicyParts } from "../../webhooks/contract/policy.ts";
import type {
  PolicyMove,
  PolicyPlace,
  PolicyPreview,
  ProposedForPreview,
  SectionUse,
  ShownPull,
} from "../../webhooks/contract/policy-preview.ts";
import { type Plan, type PlannedPull, planReport } from "../text/plan/plan.ts";
import { type Headings, placeIn, type Section, sectionsOf } from "../text/sections.ts";
import { type Accepted, accepted, broughtBy } from "./if-accepted.ts";
import { usesOf } from "./uses.ts";

/** What a run read, and for what. */
export type ReadWindow = {
  run_id: string;
  timeframe: DateRange;
  evidence: PullRequest[];
  sources: Source[];
  analysis_type: AnalysisType;
  ignored: string[];
  /** The policy of its template version, under which `before` and `after` are laid. */
  usual: Policy;
  /** What its analysis type calls its sections; absent: as most do. */
  headings?: Headings;
};

/** What one policy does otherwise than another, over windows that were read. No writer is asked: it may move what is not firm. */
export function policyMoves(
  windows: readonly ReadWindow[],
  before: Partial<Policy>,
  after: PolicyParts,
  proposed: readonly ProposedForPreview[] = [],
): Omit<PolicyPreview, "faults" | "missing"> {
  const planned = windows.map((window) => {
    return { window, was: plannedUnder(window, before), is: plannedUnder(window, after) };
  });
  const all = accepted(after, proposed);
  return {
    windows: planned.map(({ window, was, is }) => movesIn(window, { was, is })),
    ...(proposed.length > 0 && {
      if_accepted: {
        windows: planned.map(({ window, was, is }) => {
          const then = all.all.length > 0 ? plannedUnder(window, all.policy) : is;
          return withProposals(movesIn(window, { was, is: then }), { is, then, all });
        }),
        left: all.left,
      },
    }),
    rules: usesOf(
      after.rules ?? windows[0]?.usual.rules ?? [],
      planned.map(({ is }) => is.plan),
    ),
    sections: sectionUses(
      sectionsOf(after.sections, windows[0]?.headings),
      after,
      planned.map(({ is }) => is),
    ),
    usual: policy.omit({ rules: true, sections: true }).parse(beside(windows[0]?.usual)),
  };
}

const beside = ({ rules: _, sections: __, ...rest }: Partial<Policy> = {}): Partial<Policy> => rest;

function sectionUses(
  known: readonly Section[],
  { sections = [] }: Partial<Policy>,
  planned: readonly Under[],
): SectionUse[] {
  const own = new Set(sections.map(({ name }) => name.toLowerCase()));
  const headings = planned.flatMap(({ plan, placeOf }) => plan.planned.map((pull) => placeOf(pull).section));
  // Where what is to come stands, no policy says.
  const all = known.filter(({ kinds }) => kinds.length === 0 || kinds.some(isMerged));
  return all.map(({ heading, kinds }) => ({
    name: heading,
    kinds: kinds.filter(isMerged),
    told: headings.filter((one) => one === heading).length,
    own: own.has(heading.toLowerCase()),
  }));
}

type Under = { plan: Plan; placeOf: (pull: PlannedPull) => PolicyPlace };

function plannedUnder({ usual, headings, evidence, timeframe, ...window }: ReadWindow, parts: Partial<Policy>): Under {
  const whole = { ...usual, ...parts };
  const plan = planReport({ ...window, pull_requests: evidence, policy: whole, window: timeframe });
  const sections = sectionsOf(whole.sections, headings);
  const headingOf = ({ disposition, kind, rule }: PlannedPull) =>
    disposition === "cite" ? (sections[placeIn(sections, { kind, section: rule?.section })]?.heading ?? null) : null;
  return {
    plan,
    placeOf: (pull) => ({ disposition: pull.disposition, section: headingOf(pull), kind: pull.kind }),
  };
}

function movesIn({ run_id, timeframe }: ReadWindow, { was, is }: Record<"was" | "is", Under>) {
  const before = new Map(was.plan.planned.map((pull) => [pull.pr.ref, pull]));
  const moves = is.plan.planned.flatMap((pull): PolicyMove[] => {
    const earlier = before.get(pull.pr.ref);
    if (!earlier) return [];
    const [from, to] = [was.placeOf(earlier), is.placeOf(pull)];
    if (from.disposition === to.disposition && from.section === to.section) return [];
    return [{ ...shownPull(pull.pr), from, to, rule: pull.rule?.number ?? null }];
  });
  const told = { before: toldIn(was.plan), after: toldIn(is.plan) };
  return { run_id, timeframe, merged: is.plan.planned.length, told, moves };
}

type Accepting = { is: Under; then: Under; all: Accepted };

/** Each move that there is only because of them says so. */
function withProposals(window: ReturnType<typeof movesIn>, { is, then, all }: Accepting): ReturnType<typeof movesIn> {
  const [without, withAll] = [is, then].map(({ plan }) => new Map(plan.planned.map((pull) => [pull.pr.ref, pull])));
  const moves = window.moves.map((move): PolicyMove => {
    const [pull, other] = [withAll?.get(move.pr), without?.get(move.pr)];
    if (!pull || !other) return move;
    const [place, now] = [is.placeOf(other), move.to];
    const same_act = place.disposition === now.disposition;
    if (same_act && place.section === now.section) return move;
    return { ...move, proposals: broughtBy(all, { rule: move.rule, kinds: pull.kinds, same_act }) };
  });
  return { ...window, moves };
}

const toldIn = ({ planned }: Plan): number => planned.filter(({ disposition }) => disposition === "cite").length;

const shownPull = ({ ref: pr, title, url }: PullRequest): ShownPull => ({ pr, title, url });
