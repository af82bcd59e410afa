import type { AnalysisType, ItemKind } from "../task.ts";
import type { Wishes } from "../wishes/read-wishes.ts";

/** What matters most stands first. Where not everything is told, the end of the list is counted. */
const ORDER: Record<AnalysisType, readonly ItemKind[]> = {
  weekly_digest: [
    ...(["breaking", "security", "rolled_back", "feature", "performance", "fix"] as const),
    ...(["improvement", "docs", "internal"] as const),
  ],
  release_notes: [
    ...(["breaking", "feature", "security", "performance", "improvement", "fix"] as const),
    ...(["rolled_back", "docs", "internal"] as const),
  ],
  risk_review: [
    ...(["breaking", "rolled_back", "security", "fix", "performance", "improvement"] as const),
    ...(["feature", "internal", "docs"] as const),
  ],
};

/** For people who said that the last text looked at the wrong things. */
const OTHER_ORDER: readonly ItemKind[] = [
  ...(["breaking", "security", "fix", "improvement", "performance", "rolled_back"] as const),
  ...(["feature", "docs", "internal"] as const),
];

/** 0: most important. */
export function rankOf(kind: ItemKind, type: AnalysisType, { other_focus }: Wishes): number {
  return (other_focus ? OTHER_ORDER : ORDER[type]).indexOf(kind);
}
