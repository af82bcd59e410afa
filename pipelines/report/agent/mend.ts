import type { Replaced } from "../../../webhooks/contract/events.ts";
import type { AnalysisType, Source } from "../../../webhooks/contract/parameters.ts";
import type { Item, OmitReason } from "../../../webhooks/contract/report.ts";
import { moreTelling, type Plan, type PlannedPull } from "../../text/plan/plan.ts";
import { whyTold } from "../../text/policy/must-tell.ts";
import { writeItems } from "../../text/rules/items.ts";
import { fullRef, type ShareAnswer, type WrittenShare } from "./answer.ts";
import type { Noted } from "./draft.ts";
import { textChars, type Share } from "./share.ts";
import { wholeSentences } from "./whole-sentences.ts";

/** What a list has before each of its lines: `- `, `2. `, `[b]`. */
const MARK = /^\s{0,8}(?:[-*•]\s|\d{1,2}[.)]\s|\[[a-z\d][\]}])\s{0,8}/;
/** No sentence ends with that. */
const TAIL = /(?<![\s,;:])[\s,;:]+$/;
/** More is no part of a product in a word or two. */
export const MAX_AREA_CHARS = 40;
/** A writer may go a little beyond the number of items that it was given. */
export const ITEMS_OF_GRACE = 2;

export type Mend = { share: Share; plan: Plan; sources: readonly Source[]; analysis_type: AnalysisType };
/** References are whole, each pull request of the share stands in one place, and none of another does. */
type Mended = { answer: ShareAnswer; replaced: Replaced[]; fell: string[]; noted: Noted[] };

/** What code can mend in a writer's answer without judging a word of it. Nobody is asked for that. */
export function mendShare(written: WrittenShare, { share, plan, sources, analysis_type }: Mend): Mended {
  const byRef = new Map(plan.planned.map((each) => [each.pr.ref, each]));
  const own = placesOf(written, share, sources, byRef);
  const isAnswer = own.items.length > 0 || !share.prs.some((ref) => byRef.get(ref)?.disposition === "cite");
  // Who tells of nothing where there is something to tell has said nothing about the rest either.
  const placed = isAnswer ? own : { ...placesOf(NOTHING, share, sources, byRef), untold: own.untold, fell: own.fell };
  const left = share.prs.flatMap((ref) => (placed.taken.has(ref) ? [] : (byRef.get(ref) ?? [])));
  const told = withRules(placed, left);
  const fitting = withinRoom(told.items, share.most_items + ITEMS_OF_GRACE, byRef, analysis_type);
  const folded = fitting.folded.flatMap(({ prs }) => prs);
  const counted = folded.filter((ref) => share.prs.includes(ref));
  return {
    answer: {
      items: fitting.items,
      grouped: [...placed.grouped, ...told.grouped, ...counted.map((pr) => ({ label: "", prs: [pr] }))],
      omitted: placed.omitted,
    },
    replaced: told.replaced.filter(({ prs }) => !prs.some((pr) => folded.includes(pr))),
    fell: placed.fell.filter((pr) => !placed.taken.has(pr)),
    noted: [...placed.noted, ...folded.map((pr) => ({ pr, because: FOLDED, by: "limit" as const }))],
  };
}

const NOTHING: WrittenShare = { items: [], grouped: [], omitted: [] };
const FOLDED = "The model told of more than there is room for";
const FOREIGN = "The model named others with it that it had not been given: they are taken out";
const TWICE = "The model put it into several places: the first one stands";

/**
 * The answer with what the writer was asked to mend in its place, and nothing else changed: what was sound stays as it was, whatever
 * the new answer makes of it.
 */
export function withMended(
  before: ShareAnswer,
  written: WrittenShare,
  faulty: readonly string[],
  sources: readonly Source[],
): WrittenShare {
  const asked = new Set(faulty);
  const isSound = ({ prs }: { prs: string[] }) => !prs.some((pr) => asked.has(pr));
  const only = (refs: readonly string[]) => refs.map((ref) => fullRef(ref, sources)).filter((ref) => asked.has(ref));
  const mended = <Place extends { prs: string[] }>(places: readonly Place[]) =>
    places.map((place) => ({ ...place, prs: only(place.prs) })).filter(({ prs }) => prs.length > 0);
  const order = before.items.flatMap(({ prs }) => prs);
  const turn = ({ prs: [first = ""] }: { prs: string[] }) =>
    order.includes(first) ? order.indexOf(first) : order.length;
  const items = [...before.items.filter(isSound), ...mended(written.items)];
  return {
    items: items.toSorted((one, other) => turn(one) - turn(other)),
    grouped: [...before.grouped.filter(isSound), ...mended(written.grouped)],
    omitted: [
      ...before.omitted.filter(({ pr }) => !asked.has(pr)),
      ...written.omitted.filter(({ pr }) => only([pr]).length > 0),
    ],
  };
}

type Placed = {
  items: Item[];
  grouped: ShareAnswer["grouped"];
  omitted: ShareAnswer["omitted"];
  taken: Set<string>;
  /** Musts that the writer did not tell of, and what it did instead. */
  untold: Map<string, string>;
  /** The first of each sentence of which nothing was whole. */
  fell: string[];
  noted: Noted[];
};

/** The first place of each pull request that is the share's. */
function placesOf(
  { items, grouped, omitted }: WrittenShare,
  share: Share,
  sources: readonly Source[],
  byRef: ReadonlyMap<string, PlannedPull>,
): Placed {
  const own = new Set([...share.prs, ...share.also]);
  const taken = new Set<string>();
  const untold = new Map<string, string>();
  const fell: string[] = [];
  const noted: Noted[] = [];
  const take = (written: readonly string[]): string[] => {
    const refs = [...new Set(written.map((ref) => fullRef(ref, sources)))];
    const known = refs.filter((ref) => own.has(ref));
    const [first] = known;
    if (first && known.length < refs.length) noted.push({ pr: first, because: FOREIGN });
    for (const pr of known) if (taken.has(pr)) noted.push({ pr, because: TWICE });
    const free = known.filter((ref) => !taken.has(ref));
    for (const ref of free) taken.add(ref);
    return free;
  };
  const beside = (refs: readonly string[], instead: string): string[] =>
    refs.filter((ref) => {
      const pull = byRef.get(ref);
      if (!pull?.must) return true;
      taken.delete(ref);
      untold.set(ref, `${instead}, and it is ${whyTold(pull.pr, pull.rule)}.`);
      return false;
    });
  const told = items.flatMap(({ kind, ...item }): Item[] => {
    const said = item.text.replace(MARK, "").replace(TAIL, "").trim();
    const pulls = item.prs.flatMap((ref) => byRef.get(fullRef(ref, sources)) ?? []);
    const { text, because } = wholeSentences(said, { ...share, pulls, isFull: item.text.length >= textChars(share) });
    const refs = text === "" ? [] : take(item.prs);
    if (because !== null) {
      const refs = item.prs.map((ref) => fullRef(ref, sources));
      for (const ref of refs) untold.set(ref, because);
      fell.push(...refs.slice(0, 1));
    }
    const [first] = refs.flatMap((ref) => byRef.get(ref) ?? []);
    if (!first) return [];
    const area = item.area.length > MAX_AREA_CHARS ? first.area : item.area;
    return [{ ...item, kind: kind ?? first.kind, area, text, prs: refs }];
  });
  return {
    items: told,
    grouped: grouped
      .map(({ label, prs: some }) => ({ label, prs: beside(take(some), "The model only counted it") }))
      .filter(({ prs: some }) => some.length > 0),
    omitted: omitted.flatMap(({ pr, reason }) =>
      beside(take([pr]), "The model left it out").map((ref) => ({ pr: ref, reason: reason satisfies OmitReason })),
    ),
    taken,
    untold,
    fell,
    noted,
  };
}

/** What a writer wrote as a sentence, without what lists and habits put around it; "" where nothing of it is whole. */
export function sentenceIn(written: string, room: number): string {
  const said = written.replace(MARK, "").replace(TAIL, "").trim();
  return wholeSentences(said, { pulls: [], isFull: written.length >= room }).text;
}

/** What has no place gets the one that code had planned. What lands once more is told where the first one is. */
function withRules({ items, untold }: Placed, left: readonly PlannedPull[]) {
  const joined = new Map<Item, string[]>();
  const alone = left.filter(({ pr, told_with }) => {
    const first = told_with === null ? undefined : items.find(({ prs }) => prs.includes(told_with));
    if (first) joined.set(first, [...(joined.get(first) ?? []), pr.ref]);
    return first === undefined;
  });
  const written = writeItems(alone.map((each) => (each.must ? { ...each, disposition: "cite" } : each)));
  const cited = new Set(written.flatMap(({ prs }) => prs));
  const counted = alone.filter(({ pr }) => !cited.has(pr.ref));
  return {
    items: [...items.map((item) => ({ ...item, prs: [...item.prs, ...(joined.get(item) ?? [])] })), ...written],
    grouped: counted.map(({ pr }) => ({ label: "", prs: [pr.ref] })),
    replaced: written.map(({ prs }): Replaced => {
      const because = prs.flatMap((pr) => untold.get(pr) ?? [])[0] ?? "The model’s answer did not have it.";
      return { what: "sentence", prs, because };
    }),
  };
}

/** The least telling ones beyond what there is room for, as the plan itself folds; never what must be told. */
function withinRoom(
  items: readonly Item[],
  most: number,
  byRef: ReadonlyMap<string, PlannedPull>,
  type: AnalysisType,
): { items: Item[]; folded: Item[] } {
  const order = moreTelling(type);
  const ranked = items
    .flatMap((item) => {
      const [pull] = item.prs.flatMap((ref) => byRef.get(ref) ?? []).toSorted(order);
      return pull ? [{ item, pull }] : [];
    })
    .toSorted((one, other) => order(one.pull, other.pull));
  const beyond = ranked.slice(most).filter(({ pull }) => !pull.must);
  const folded = new Set(beyond.map(({ item }) => item));
  return { items: items.filter((item) => !folded.has(item)), folded: [...folded] };
}
