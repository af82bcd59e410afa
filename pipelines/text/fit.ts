import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import { isToCome, type ItemKind } from "../../webhooks/contract/kinds.ts";
import type { Item, Report } from "../../webhooks/contract/report.ts";
import { MAX_TEXT_CHARS } from "../../webhooks/contract/text-limit.ts";
import { counted } from "../words.ts";
import { byRepository } from "./lines.ts";
import { foldedNoun, type PlannedPull } from "./plan/plan.ts";
import { measure } from "./render.ts";

/** People add something, and sections have longer names. */
const ROOM_CHARS = 2_000;
/** Of one line that tells of many at once. */
const MAX_TOLD_TOGETHER = 20;

/** What stands last when something has to give way. */
const LAST: readonly ItemKind[] = ["internal", "docs", "improvement", "performance", "fix", "feature", "rolled_back"];

/**
 * A report whose text fits an update. What is too much folds: items are counted in a group, the least telling first; what must be told,
 * because it breaks or closes something, is told several at a time, each by its number.
 */
export function fitReport(report: Report, planned: readonly PlannedPull[], sources: readonly Source[]): Report {
  const lengthOf = measure(
    planned.map(({ pr }) => pr),
    sources,
  );
  const fits = (one: Report) => lengthOf(one) <= MAX_TEXT_CHARS - ROOM_CHARS;
  if (fits(report)) return report;
  const firm = new Set(planned.flatMap(({ pr, must }) => (must ? [pr.ref] : [])));
  const isMust = ({ prs }: Item) => prs.some((pr) => firm.has(pr));
  const order = report.items.toSorted((a, b) => rankOf(a, isMust) - rankOf(b, isMust));
  const musts = order.filter(isMust).length;
  return most(
    order.length,
    (kept) => {
      const rest = new Set(order.slice(Math.max(kept, musts)));
      const together = new Set(order.slice(kept, musts));
      return withTogether(withFolded(report, rest), together, planned);
    },
    fits,
  );
}

/** What is only asked for is counted nowhere: groups are of what was merged. */
export function countsMerged(report: Report, evidence: readonly PullRequest[]): Report {
  const open = new Set(evidence.flatMap(({ ref, stands }) => (stands ? [ref] : [])));
  if (!report.grouped.some(({ prs }) => prs.some((pr) => open.has(pr)))) return report;
  const grouped = report.grouped.flatMap(({ label, prs }) => {
    const left = prs.filter((pr) => !open.has(pr));
    const counting = left.length < prs.length ? label.replace(/^\d+ /, `${left.length} `) : label;
    return left.length > 0 ? [{ label: counting, prs: left }] : [];
  });
  const out = [...new Set(report.grouped.flatMap(({ prs }) => prs.filter((pr) => open.has(pr))))];
  return { ...report, grouped, omitted: [...report.omitted, ...out.map((pr) => ({ pr, reason: "no_room" as const }))] };
}

/** The report that keeps the most items and fits; the one that keeps none, where none does. */
function most(items: number, keeping: (kept: number) => Report, fits: (report: Report) => boolean): Report {
  let [low, high] = [0, items];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(keeping(middle))) low = middle;
    else high = middle - 1;
  }
  return keeping(low);
}

function rankOf(item: Item, isMust: (item: Item) => boolean): number {
  if (isMust(item)) return -2;
  const place = LAST.indexOf(item.kind);
  return item.highlight || place < 0 ? -1 : LAST.length - place;
}

function withFolded(report: Report, rest: ReadonlySet<Item>): Report {
  const folded = Map.groupBy(rest, ({ kind }) => foldedNoun(kind));
  const grouped = report.grouped.map((group) => ({ ...group, prs: [...group.prs] }));
  for (const [noun, items] of folded) {
    const prs = items.flatMap((item) => item.prs);
    const same = grouped.find(({ label, prs: of }) => label === counted(of.length, noun));
    const all = [...new Set([...(same?.prs ?? []), ...prs])];
    const group = { label: counted(all.length, noun), prs: all };
    if (same) Object.assign(same, group);
    else grouped.unshift(group);
  }
  return { ...report, grouped, items: report.items.filter((item) => !rest.has(item)) };
}

/** Without a number: a line of them may become two. */
const TOGETHER: Partial<Record<ItemKind, string>> = {
  breaking: "Further breaking changes",
  security: "Further security fixes",
};

function withTogether(report: Report, together: ReadonlySet<Item>, planned: readonly PlannedPull[]): Report {
  const marks = new Map(planned.map(({ pr, kinds }) => [pr.ref, kinds]));
  const wordsOf = ({ kind, prs }: Item): string => {
    if (!isToCome(kind)) return TOGETHER[kind] ?? "Further changes";
    // What is to come keeps that kind, whatever its marks say.
    const marked = (["breaking", "security"] as const).find((mark) => prs.some((pr) => marks.get(pr)?.includes(mark)));
    return (marked && TOGETHER[marked]) ?? "Further changes";
  };
  const told = [...Map.groupBy(together, (item) => `${item.kind} ${wordsOf(item)}`).values()].flatMap((items) => {
    const [first] = items;
    const prs = byRepository(items.flatMap((item) => item.prs));
    return chunks(prs).flatMap((some): Item[] =>
      first ? [{ kind: first.kind, area: "", text: wordsOf(first), prs: some, highlight: false }] : [],
    );
  });
  return { ...report, items: [...report.items.filter((item) => !together.has(item)), ...told] };
}

function chunks(prs: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(prs.length / MAX_TOLD_TOGETHER) }, (_, index) =>
    prs.slice(index * MAX_TOLD_TOGETHER, (index + 1) * MAX_TOLD_TOGETHER),
  );
}
