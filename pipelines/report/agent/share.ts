import type { Source } from "../../../webhooks/contract/parameters.ts";
import type { Limits } from "../../templates/specification.ts";
import type { Plan, PlannedPull } from "../../text/plan/plan.ts";
import { guessTokens } from "../../models/tokens.ts";
import { besideText, type Detail, evidenceLine, shownTitle } from "./evidence-line.ts";

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
  /** How little is told of each, where the model's window is small; absent: as much as usually. */
  detail?: Detail;
  /** The title of each, where each gets one sentence, since the model is likely small; absent: the writer decides what belongs together. */
  each?: string[];
};

export const TEXT_CHARS = 240;
/** What little room there is for an item, where a share has to be small. */
const SHORT_TEXT_CHARS = 160;

/** No item of this share may be longer: one that reaches it was cut there. */
export const textChars = ({ detail }: Pick<Share, "detail">): number =>
  detail === undefined ? TEXT_CHARS : SHORT_TEXT_CHARS;

/** How much fits into one conversation besides what stands in each, in tokens, and what a pull request takes of the answer. */
export type Fit = { tokens: number; ofAnswer: (pull: PlannedPull) => number; detail?: Detail; each?: boolean };

/**
 * Divides what a writer has to place by area. What is only counted or left out needs no writer: each sees a part of it,
 * of its own areas where it has them, and may tell of it.
 *
 * @param fit Absent: nobody knows of a window.
 */
export function sharesOf({ planned }: Plan, limits: Limits, sources: readonly Source[], fit?: Fit): Share[] {
  const byArea = Map.groupBy(planned.filter(isWritten), ({ area }) => area.toLowerCase());
  const areas = [...byArea.values()].sort((a, b) => b.length - a.length);
  const shares: PlannedPull[][] = [];
  let open: PlannedPull[] = [];
  let [chars, tokens] = [0, 0];
  for (const pull of areas.flat()) {
    const line = evidenceLine(pull, sources, fit?.detail);
    const more = fit ? guessTokens(line) + fit.ofAnswer(pull) : 0;
    const isFull = open.length >= limits.share_pulls || chars + line.length > limits.share_chars;
    if (open.length > 0 && (isFull || (fit && tokens + more > fit.tokens))) {
      shares.push(open);
      [open, chars, tokens] = [[], 0, 0];
    }
    open.push(pull);
    [chars, tokens] = [chars + line.length, tokens + more];
  }
  if (open.length > 0) shares.push(open);
  const own = withItems(shares, fit);
  return fit?.each ? own : withBesides(own, planned, sources, fit);
}

/** What the pull requests of a share take: where a window is known, that has to fit. */
export function tokensOfShare(
  { prs }: Share,
  { planned }: Plan,
  sources: readonly Source[],
  { detail, ofAnswer }: Fit,
): number {
  const own = planned.filter(({ pr }) => prs.includes(pr.ref));
  return own.reduce((sum, pull) => sum + guessTokens(evidenceLine(pull, sources, detail)) + ofAnswer(pull), 0);
}

/** Each to a share of its area, else to any: whichever has the fewest. Where a window is small, only as many as there is room for. */
function withBesides(
  shares: readonly Share[],
  planned: readonly PlannedPull[],
  sources: readonly Source[],
  fit: Fit | undefined,
): Share[] {
  const areaOf = new Map(planned.map(({ pr, area }) => [pr.ref, area.toLowerCase()]));
  const all = shares.map((share) => ({
    share: { ...share, also: [...share.also] },
    areas: new Set(share.prs.map((pr) => areaOf.get(pr))),
    left: fit ? fit.tokens - tokensOfShare(share, { planned: [...planned] }, sources, fit) : Infinity,
  }));
  for (const each of planned.filter((one) => !isWritten(one) && mayBeTold(one))) {
    const { pr, area } = each;
    const tokens = guessTokens(besideText(each, sources)) + BESIDE_TOKENS;
    const roomy = all.filter(({ left }) => left >= tokens);
    const near = roomy.filter(({ areas }) => area !== "" && areas.has(area.toLowerCase()));
    const [fewest] = (near.length > 0 ? near : roomy).toSorted(
      (one, other) => one.share.also.length - other.share.also.length,
    );
    if (!fewest) continue;
    fewest.share.also.push(pr.ref);
    fewest.left -= tokens;
  }
  return all.map(({ share }) => share);
}

/** Of its marks, and of what it is merged with. */
const BESIDE_TOKENS = 6;

/** What a person asked to leave out, what a firm rule does not tell, and what was undone, nobody brings back. */
const mayBeTold = ({ disposition, decided, rule }: PlannedPull): boolean =>
  disposition !== "cancelled" && decided.by !== "request" && rule?.firm !== "always";

function isWritten({ disposition, beyond_limit }: PlannedPull): boolean {
  return disposition === "cite" || beyond_limit;
}

/** Each share gets its part of the items there may be, and at least what must be told. One without any needs no writer. */
function withItems(shares: readonly PlannedPull[][], { detail, each }: Pick<Fit, "detail" | "each"> = {}): Share[] {
  const all = shares.flat();
  const most = all.filter(({ disposition }) => disposition === "cite").length;
  let pullsBefore = 0;
  return shares.flatMap((pulls, index) => {
    const [from, to] = [pullsBefore, (pullsBefore += pulls.length)].map((place) =>
      Math.round((most * place) / all.length),
    );
    const must = pulls.filter((pull) => pull.must).length;
    const most_items = Math.max(must, (to ?? 0) - (from ?? 0));
    const prs = pulls.map(({ pr }) => pr.ref);
    const share: Share = { id: `share-${index + 1}`, title: titleOf(pulls), prs, also: [], most_items };
    return most_items > 0
      ? [{ ...share, ...(detail && { detail }), ...(each && { each: pulls.map((pull) => shownTitle(pull, detail)) }) }]
      : [];
  });
}

const MOST_AREAS = 2;

function titleOf(pulls: readonly PlannedPull[]): string {
  const named = new Set(pulls.map(({ area }) => area).filter(Boolean));
  const areas = [...named, ...(pulls.some(({ area }) => !area) ? ["everything else"] : [])];
  const more = areas.length - MOST_AREAS;
  return more > 0 ? `${areas.slice(0, MOST_AREAS).join(", ")} and ${more} more` : areas.join(" and ");
}
