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
  most_items: number;
};

/** Divides what a writer may choose from by area. What the policy only counts or leaves out needs no writer. */
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
  return withItems(shares);
}

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
    const share = { id: `share-${index + 1}`, title: titleOf(pulls), prs: pulls.map(({ pr }) => pr.ref), most_items };
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
