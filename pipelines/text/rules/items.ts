import type { PlannedPull } from "../plan/plan.ts";
import { itemKinds } from "../../../webhooks/contract/kinds.ts";
import type { Item } from "../../../webhooks/contract/report.ts";
import { isSameName } from "../title.ts";
import { joinBumps } from "./bumps.ts";
import { sentenceOf } from "./sentence.ts";

/** One item a cited pull request, with what lands once more and what was picked. Those of one kind and area stand together, several newer versions in one line. */
export function writeItems(planned: readonly PlannedPull[]): Item[] {
  const byRef = new Map<string, Item>();
  const cited = planned.filter(({ disposition }) => disposition === "cite");
  // A first one may come later: what is picked to a release is sometimes merged there first.
  const firstOnes = [...cited.filter((each) => !each.told_with), ...cited.filter((each) => each.told_with)];
  for (const { pr, kind, area, highlight, told_with } of firstOnes) {
    const text = sentenceOf(pr, { area, isFix: kind === "fix" });
    const item: Item = { kind, area: beginsWith(text, area) ? "" : area, text, prs: [pr.ref], highlight };
    const first = told_with === null ? undefined : byRef.get(told_with);
    if (first) join(first, item);
    else byRef.set(pr.ref, item);
  }
  const pulls = new Map(planned.map(({ pr }) => [pr.ref, pr]));
  const told = [...byRef].map(([ref, item]) => {
    const { title = "", author } = pulls.get(ref) ?? {};
    return {
      item,
      title,
      byMachine: author !== undefined && author.kind !== "human" && author.kind !== "coding_agent",
    };
  });
  return byKindAndArea(joinBumps(told));
}

/** "Wrangler: Wrangler support for …": said once. */
const beginsWith = (text: string, area: string): boolean => isSameName(text.split(" ")[0] ?? "", area) && area !== "";

function join(item: Item, other: Item): void {
  item.prs.push(...other.prs);
  item.area ||= other.area;
  item.highlight ||= other.highlight;
  if (itemKinds.indexOf(other.kind) < itemKinds.indexOf(item.kind)) item.kind = other.kind;
}

function byKindAndArea(items: Item[]): Item[] {
  const areas = [...new Set(items.map(({ area }) => area.toLowerCase()))];
  const place = ({ kind, area }: Item) => itemKinds.indexOf(kind) * 10_000 + areas.indexOf(area.toLowerCase());
  return items.sort((a, b) => place(a) - place(b));
}
