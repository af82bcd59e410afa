import type { ItemKind } from "../../webhooks/contract/kinds.ts";
import type { OmitReason } from "../../webhooks/contract/report.ts";

/** What a writer of a share hands over. References as in its evidence. */
export type ShareAnswer = {
  items: { kind: ItemKind; area: string; text: string; prs: string[]; highlight: boolean }[];
  grouped: { label: string; prs: string[] }[];
  omitted: { pr: string; reason: OmitReason }[];
};

/** `not_followed`: where it is asked for. */
export type LeadAnswer = { intro: string | null; highlights: number[]; not_followed?: string[] };
