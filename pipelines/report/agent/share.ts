import type { Source } from "../../../webhooks/contract/parameters.ts";
import type { Limits } from "../../templates/templates.ts";
import { must_cover } from "../../text/marks/marks.ts";
import type { Plan, PlannedPull } from "../../text/plan/plan.ts";
import { evidenceLine } from "./evidence-line.ts";

/** What one writer writes about: pull requests of neighbouring areas, few enough for one prompt. */
export type Share = {
  id: string;
  /** For people: "API, CLI and 2 more". */
  title: string;
  /** owner/repo#n, in merged order. */
  prs: string[];
  /** Merged besides: counted or left out, unless the writer tells of one. */
  also: string[];
  most_items: number;
};

/**
 * Divides what a writer has to place by area. What is only counted or left out needs no writer: each sees a part of it,
 * of its own areas where it has them, and may tell of it.
 */
export function sharesOf({ planned }: Plan, limits: Limits, sources: readonly Source[]): Share[] {
  const byArea = Map.groupBy(planned.filter(isWritten), ({ area }) => area.toLowerCase());
  const areas = [...byArea.values()].sort((a, b) => b.length - a.length);
  const shares: PlannedPull[][] = [];
  let open: PlannedPull[] = [];
  let chars = 0;
  for (const pull of areas.flat()) {
    const length = evidenceLine(pull, sources).length;
    if (open.length > 0 && (open.length >= limits.share_pulls || chars + length > limits.share_chars)) {
      shares.push(open);
      [open, chars] = [[], 0];
    }
    open.push(pull);
    chars += length;
  }
  if (open.length > 0) shares.push(open);
  return withBesides(withItems(shares), planned);
}

/** Each to a share of its area, else to any: whichever has the fewest. */
function withBesides(shares: readonly Share[], planned: readonly PlannedPull[]): Share[] {
  const areaOf = new Map(planned.map(({ pr, area }) => [pr.ref, area.toLowerCase()]));
  const all = shares.map((share) => ({ ...share, areas: new Set(share.prs.map((pr) => areaOf.get(pr))) }));
  for (const { pr, area } of planned.filter((each) => !isWritten(each) && mayBeTold(each))) {
    const near = all.filter(({ areas }) => area !== "" && areas.has(area.toLowerCase()));
    const [fewest] = (near.length > 0 ? near : all).toSorted((one, other) => one.also.length - other.also.length);
    fewest?.also.push(pr.ref);
  }
  return all.map(({ areas: _areas, ...share }) => share);
}

/** What a person asked to leave out, and what was undone, nobody brings back. */
const mayBeTold = ({ disposition, decided }: PlannedPull): boolean =>
  disposition !== "cancelled" && decided.by !== "request";

function isWritten({ disposition, beyond_limit }: PlannedPull): boolean {
  return disposition === "cite" || beyond_limit;
}

/** Each share gets its part of the items there may be, and at least what must be told. One without any needs no writer. */
function withItems(shares: readonly PlannedPull[][]): Share[] {
  const all = shares.flat();
  const most = all.filter(({ disposition }) => disposition === "cite").length;
  let pullsBefore = 0;
  return shares.flatMap((pulls, index) => {
    const [from, to] = [pullsBefore, (pullsBefore += pulls.length)].map((place) =>
      Math.round((most * place) / all.length),
    );
    const must = pulls.filter(({ pr }) => must_cover(pr)).length;
    const most_items = Math.max(must, (to ?? 0) - (from ?? 0));
    const prs = pulls.map(({ pr }) => pr.ref);
    const share: Share = { id: `share-${index + 1}`, title: titleOf(pulls), prs, also: [], most_items };
    return most_items > 0 ? [share] : [];
  });
}

const MOST_AREAS = 2;

function titleOf(pulls: readonly PlannedPull[]): string {
  const named = new Set(pulls.map(({ area }) => area).filter(Boolean));
  const areas = [...named, ...(pulls.some(({ area }) => !area) ? ["everything else"] : [])];
  const more = areas.length - MOST_AREAS;
  return more > 0 ? `${areas.slice(0, MOST_AREAS).join(", ")} and ${more} more` : areas.join(" and ");
}
