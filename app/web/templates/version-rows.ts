import type { TemplateVersionAnswer } from "../../../webhooks/contract/templates.ts";
import { priceText } from "../../money.ts";
import type { TemplateDetail } from "../../templates/load-template.ts";
import { visible } from "../page/visible.ts";
import { byTag, tagKind, type TagKind } from "./list-view.ts";

/** One line of the table of versions. Texts of figures are "" where nobody knows. */
export type VersionRow = {
  version: number;
  note: string;
  by: string;
  at: string;
  /** "a41c9e0, with changes that are in no commit"; "" where nobody knows. */
  commit: string;
  dirty: boolean;
  unfit: string;
  tags: ShownTag[];
  runs: string;
  runs_note: string;
  degraded: string;
  degraded_note: string;
  edits: string;
  /** Of a bar of 56. */
  edits_width: number;
  cost: string;
  /** What it was made from; null: of none. */
  base: number | null;
};

export type ShownTag = { tag: string; kind: TagKind; label: string };

/** Of fewer runs than these nobody can say which version is better. */
const FEW_RUNS = 8;
const BAR = 56;
const SHORT_COMMIT = 7;

export const isFew = (runs: number): boolean => runs < FEW_RUNS;

export function versionRows(
  { history, edits }: Pick<TemplateDetail, "history" | "edits">,
  shown: readonly TemplateVersionAnswer[],
): VersionRow[] {
  const most = Math.max(1, ...[...edits.values()].map((one) => one.edits));
  return shown.map((one) => {
    const edited = edits.get(one.version);
    return {
      version: one.version,
      note: visible(one.note),
      by: visible(one.made_by),
      at: one.created_at,
      commit: one.commit?.slice(0, SHORT_COMMIT) ?? "",
      dirty: one.dirty === true,
      unfit: unfitText(one),
      tags: history.tags
        .filter(({ version }) => version === one.version)
        .toSorted(byTag)
        .map(shownTag),
      ...figures(one),
      edits: edited ? edited.edits.toFixed(1) : "",
      edits_width: edited ? Math.round((edited.edits / most) * BAR) : 0,
      base: one.base,
    };
  });
}

/** "It needs what-shipped/1, which this release cannot run." */
const unfitText = ({ unfit }: Pick<TemplateVersionAnswer, "unfit">): string => (unfit ? `It ${unfit}.` : "");

export function shownTag({ tag, share }: { tag: string; share: number | null }): ShownTag {
  return { tag, kind: tagKind(tag), label: share === null ? tag : `${tag} ${share} %` };
}

function figures({ results }: TemplateVersionAnswer): Pick<VersionRow, FigureName> {
  const runs = results?.runs ?? 0;
  if (!results || runs === 0) {
    const none = results ? "no run yet" : "";
    return { runs: results ? "0" : "", runs_note: none, degraded: "", degraded_note: "", cost: "" };
  }
  const notes = [
    ...(isFew(runs) ? ["too few to judge"] : []),
    ...(results.failed > 0 ? [`${results.failed} failed`] : []),
  ];
  return {
    runs: runs.toLocaleString("en"),
    runs_note: notes.join(", "),
    degraded: String(results.degraded),
    degraded_note: results.degraded > 0 ? `${Math.round((results.degraded / runs) * 100)} %` : "",
    cost: results.cost_usd === null ? "" : priceText(results.cost_usd),
  };
}
type FigureName = "runs" | "runs_note" | "degraded" | "degraded_note" | "cost";
