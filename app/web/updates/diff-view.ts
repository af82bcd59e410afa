import type { Source } from "../../../webhooks/contract/parameters.ts";
import { citation } from "../../../webhooks/contract/report-text.ts";
import { isTooLong } from "../../../webhooks/contract/text-limit.ts";
import { compareTexts, countFates, type ComparedItem } from "../../../webhooks/contract/compare-texts.ts";
import { readText } from "../../../webhooks/contract/text-items.ts";
import type { UpdateDetail } from "../../updates/load.ts";
import type { TextVersion } from "../../updates/versions.ts";
import { readHead, type ReadHead } from "./head-view.ts";
import { itemWords, wordsSaid } from "./item-words.ts";
import type { DiffPart } from "./text-view.ts";

/** Two texts of an update, item by item. */
export type DiffPageView = ReadHead & {
  from: string;
  to: string;
  versions: Pick<TextVersion, "id" | "name" | "at">[];
  /** "The opening and 5 items rewritten, 2 moved. 7 items are the same."; or why there is nothing to show. */
  sum: string;
  sections: DiffSection[];
};

export type DiffSection = { title: string; rows: DiffRow[]; same: string[] };
type DiffRow = { kind: "rewritten" | "moved" | "added" | "removed"; what: string; prs: string; words: DiffPart[] };

export function diffPageView(
  detail: UpdateDetail,
  versions: readonly TextVersion[],
  from: string,
  to: string,
): DiffPageView {
  const { update } = detail;
  const before = versions.find(({ id }) => id === from) ?? agents(versions);
  const after = versions.find(({ id }) => id === to) ?? versions.at(-1);
  return {
    ...readHead(detail),
    from: before?.id ?? "",
    to: after?.id ?? "",
    versions: versions.map(({ id, name, at }) => ({ id, name, at })),
    ...compared(before?.markdown ?? "", after?.markdown ?? "", update.brief.sources),
  };
}

const agents = (versions: readonly TextVersion[]) => versions.find(({ id }) => id !== "last");

function compared(before: string, after: string, sources: readonly Source[]): Pick<DiffPageView, "sum" | "sections"> {
  if (before === after) return { sum: "Both are the same.", sections: [] };
  if (isTooLong(before) || isTooLong(after)) return { sum: "One of them is longer than fits.", sections: [] };
  const { items } = compareTexts(before, after, sources);
  const [old, fresh] = [readText(before, sources).rest, readText(after, sources).rest].map(wordsSaid);
  const opening = old === fresh ? [] : [openingOf(old ?? "", fresh ?? "")];
  return { sum: sumOf(items, opening.length > 0), sections: [...opening, ...sectionsOf(items, sources)] };
}

function openingOf(before: string, after: string): DiffSection {
  const row: DiffRow = { kind: "rewritten", what: "Rewritten", prs: "", words: itemWords(before, after) };
  return { title: "Headings and opening", rows: [row], same: [] };
}

/** An item of two texts, whoever compared them. */
type ToldItem = { fate: ComparedItem["fate"]; before: ToldWords | null; after: ToldWords | null };
type ToldWords = Pick<NonNullable<ComparedItem["before"]>, "words" | "prs" | "section">;

/** Two texts item by item, without what stands around the items. */
export const diffOfItems = (
  items: readonly ToldItem[],
  sources: readonly Source[],
): Pick<DiffPageView, "sum" | "sections"> => ({ sum: sumOf(items, false), sections: sectionsOf(items, sources) });

/** By the sections of the newer text; what was taken out stands where it was. */
function sectionsOf(items: readonly ToldItem[], sources: readonly Source[]): DiffSection[] {
  const bySection = Map.groupBy(items, ({ before, after }) => (after ?? before)?.section ?? "");
  return [...bySection].map(([title, inIt]) => ({
    title: title || "Without a heading",
    rows: inIt.flatMap((item) => rowOf(item, sources)),
    same: inIt.filter(({ fate }) => fate === "kept").map(({ after }) => wordsSaid(after?.words)),
  }));
}

function rowOf({ fate, before, after }: ToldItem, sources: readonly Source[]): DiffRow[] {
  if (fate === "kept") return [];
  const prs =
    (after ?? before)?.prs
      .slice(0, 3)
      .map((pr) => citation(pr, sources))
      .join(", ") ?? "";
  const [old, fresh] = [wordsSaid(before?.words), wordsSaid(after?.words)];
  if (fate === "added") return [{ kind: "added", what: "Added", prs, words: [{ kind: "added", text: fresh }] }];
  if (fate === "removed") return [{ kind: "removed", what: "Taken out", prs, words: [{ kind: "removed", text: old }] }];
  const moved =
    before?.section !== after?.section ? `from ${before?.section || "the top"} to ${after?.section || "the top"}` : "";
  if (fate === "moved") return [{ kind: "moved", what: `Moved ${moved}`, prs, words: [{ kind: "same", text: fresh }] }];
  return [
    { kind: "rewritten", what: moved ? `Rewritten, moved ${moved}` : "Rewritten", prs, words: itemWords(old, fresh) },
  ];
}

const list = new Intl.ListFormat("en-GB", { type: "conjunction" });

function sumOf(items: readonly ToldItem[], opening: boolean): string {
  const { edited, moved, added, removed, kept } = countFates(items);
  const rewritten = [...(opening ? ["headings or opening"] : []), ...(edited > 0 ? [itemsText(edited)] : [])];
  const done = [
    ...(rewritten.length > 0 ? [`${rewritten.join(" and ")} rewritten`] : []),
    ...(moved > 0 ? [`${moved} moved`] : []),
    ...(added > 0 ? [`${added} added`] : []),
    ...(removed > 0 ? [`${removed} taken out`] : []),
  ];
  const what = done.length > 0 ? list.format(done) : "nothing but blanks and marks";
  const rest = kept === 0 ? "" : ` ${itemsText(kept)} ${kept === 1 ? "is" : "are"} the same.`;
  return `${what[0]?.toUpperCase()}${what.slice(1)}.${rest}`;
}

const itemsText = (count: number): string => (count === 1 ? "1 item" : `${count} items`);
