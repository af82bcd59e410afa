import { type MergedKind, mergedKinds } from "../../../webhooks/contract/kinds.ts";
import type { PolicyPreview } from "../../../webhooks/contract/policy-preview.ts";
import { listed } from "../../../base/listed.ts";
import { visible } from "../page/visible.ts";
import type { ToldFault } from "./pieces.ts";
import { faultsAt } from "./rule-rows.ts";

/** A section as it stands in the list. */
export type SectionRow = {
  name: string;
  shown: string;
  number: number;
  /** "31 told · own" */
  note: string;
  /** "something new and something faster"; "" where only rules tell there. */
  holds: string;
  kinds: { value: MergedKind; label: string; checked: boolean }[];
  /** Its name and what stands there are Pulse's. */
  fixed: boolean;
  faults: ToldFault[];
  first: boolean;
  last: boolean;
};

const KIND_LABELS: Record<MergedKind, string> = {
  breaking: "breaking changes",
  security: "security changes",
  feature: "what is new",
  improvement: "what is improved",
  performance: "what is faster",
  fix: "what is fixed",
  docs: "documentation",
  internal: "internal changes",
  rolled_back: "what was rolled back",
};
const CHOSEN = mergedKinds.filter((kind) => kind !== "rolled_back");

export function sectionRows(preview: PolicyPreview): SectionRow[] {
  const isCounted = preview.windows.length > 0;
  const { sections } = preview;
  return sections.map(({ name, kinds, told, own }, at): SectionRow => {
    const count = told === 0 ? "empty, not shown" : `${told.toLocaleString("en")} told`;
    return {
      name,
      shown: visible(name),
      number: at + 1,
      note: isCounted ? count : "",
      holds: listed(kinds.map((kind) => KIND_LABELS[kind])),
      kinds: CHOSEN.map((value) => ({ value, label: KIND_LABELS[value], checked: kinds.includes(value) })),
      fixed: kinds.includes("rolled_back"),
      faults: own ? faultsAt(preview, `policy.sections.${at}`) : [],
      first: at === 0,
      last: at === sections.length - 1,
    };
  });
}
