import type { DraftRule } from "../../../db/app/policy-tables.ts";
import type { Source } from "../../../webhooks/contract/parameters.ts";
import type { PolicyRule } from "../../../webhooks/contract/policy.ts";
import type { PolicyPreview, RuleUse } from "../../../webhooks/contract/policy-preview.ts";
import { rulePieces } from "../../../webhooks/contract/policy-text.ts";
import type { PolicyDetail } from "../../policies/load-policy.ts";
import { visible } from "../page/visible.ts";
import { piece, type ShownPiece, type ToldFault } from "./pieces.ts";
import { type RuleWarning, warningsOf } from "./rule-warnings.ts";

/** A rule as it stands in the list. */
export type RuleRow = {
  key: string;
  number: number;
  sentence: ShownPiece[];
  /** "Fits 3 of 164"; "" while nobody has counted. */
  fits: string;
  maker: { name: string; at: Date } | null;
  /** "Changed, not saved. It was: …"; "" where it is as it was. */
  changed: string;
  warnings: RuleWarning[];
  faults: ToldFault[];
  first: boolean;
  last: boolean;
};

/** What is drawn of each rule beside what it says. */
type AroundRules = {
  detail: PolicyDetail;
  preview: PolicyPreview | null;
  sources: readonly Source[];
  nameOf: (person: string | null) => string;
};

export function ruleRows({ detail, preview, sources, nameOf }: AroundRules): RuleRow[] {
  const merged = (preview?.windows ?? []).reduce((sum, window) => sum + window.merged, 0);
  const { rules } = detail.draft;
  return rules.map(({ key, rule, because }, at): RuleRow => {
    const use = preview?.rules.find(({ number }) => number === at + 1);
    const change = detail.changes.rules.get(key);
    const maker = change && change.what !== "moved" ? null : detail.makerOf(rule);
    const all = rules.map((one) => one.rule);
    const windows = preview?.windows.length ?? 0;
    return {
      key,
      number: at + 1,
      sentence: shownSentence(rule),
      fits: use && merged > 0 ? fitsText(use, merged) : "",
      maker: maker && { name: nameOf(maker.made_by), at: maker.made_at },
      changed: change ? CHANGED[change.what](visible(change.was), because) : "",
      warnings: use && merged > 0 ? warningsOf(all, use, { windows, sources }) : [],
      faults: faultsAt(preview, `policy.rules.${at}`),
      first: at === 0,
      last: at === rules.length - 1,
    };
  });
}

export const shownSentence = (rule: PolicyRule): ShownPiece[] =>
  rulePieces(rule).map(({ text, as }) => piece(visible(text), as ?? "text", as === "act" ? { sign: rule.then } : {}));

const fitsText = ({ fits }: RuleUse, merged: number): string =>
  `Fits ${fits === 0 ? "none" : fits.toLocaleString("en")} of ${merged.toLocaleString("en")}`;

const CHANGED: Record<"added" | "changed" | "moved", (was: string, because: DraftRule["because"]) => string> = {
  added: (_, because) => (because ? `New, not saved: ${visible(because)}` : "New, not saved"),
  changed: (was) => `Changed, not saved. It was: ${was}`,
  moved: (was) => `Moved, not saved. It was ${was.toLowerCase()}`,
};

export function faultsAt(preview: PolicyPreview | null, path: string): ToldFault[] {
  const here = preview?.faults.filter((fault) => fault.path === path || fault.path.startsWith(`${path}.`)) ?? [];
  return here.map(({ message, fix }) => ({ message: visible(message), fix: visible(fix) }));
}
