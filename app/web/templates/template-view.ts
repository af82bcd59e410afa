import type { VersionDifferences } from "../../../webhooks/contract/templates.ts";
import { PRODUCTION } from "../../../webhooks/contract/template-ref.ts";
import type { TemplateDetail } from "../../templates/load-template.ts";
import { visible } from "../page/visible.ts";
import { changesBetween, sideOf, type ChangesBetween } from "./changes-view.ts";
import { templateTitle } from "./list-view.ts";
import { moveLines, type MoveLine, tagCards, type TagCard } from "./tag-cards.ts";
import { type VersionRow, versionRows } from "./version-rows.ts";

/** One template: what runs now, its versions with what they came to, what changed, and how its tags moved. */
export type TemplateView = {
  name: string;
  title: string;
  description: string;
  built_in: boolean;
  copied_from: string;
  may: boolean;
  /** The number that the draft would get. */
  next: number;
  count: number;
  draft: { by: string; at: string } | null;
  /** What a release brought that no tag names; null: nothing. */
  news: { release: string; version: number; against: number | null } | null;
  tags: TagCard[];
  /** There may be one more. */
  canary: boolean;
  versions: VersionRow[];
  page: number;
  pages: number;
  changes: (ChangesBetween & { choices: Choice[]; newer_choices: Choice[] }) | null;
  moves: MoveLine[];
};
type Choice = { value: string; label: string };

const VERSIONS_A_PAGE = 25;
/** A list to choose from has the newest of them, and those that tags name. */
const MOST_CHOICES = 100;

export function templateView(
  detail: TemplateDetail,
  { may, page, compared }: { may: boolean; page: number; compared: VersionDifferences | null },
): TemplateView {
  const { history, draft } = detail;
  const { name, versions, tags } = history;
  const first = (page - 1) * VERSIONS_A_PAGE;
  return {
    name,
    title: templateTitle(name),
    description: visible(versions[0]?.description ?? ""),
    built_in: history.built_in,
    copied_from: history.copied_from ?? "",
    may,
    next: (versions[0]?.version ?? 0) + 1,
    count: versions.length,
    draft: draft.draft && { by: visible(draft.draft.changed_by), at: draft.draft.changed_at },
    news: newsOf(detail),
    tags: tagCards(detail),
    canary: tags.some(({ tag }) => tag === "canary"),
    versions: versionRows(detail, versions.slice(first, first + VERSIONS_A_PAGE)),
    page,
    pages: Math.max(1, Math.ceil(versions.length / VERSIONS_A_PAGE)),
    changes: compared && { ...changesBetween(compared, versions), ...choicesFor(detail) },
    moves: moveLines(history.moves),
  };
}

/** The newest of a release that nobody has given a tag. */
function newsOf({ history }: TemplateDetail): TemplateView["news"] {
  const [newest] = history.versions;
  const release =
    newest && newest.release !== null && newest.made_by === `Pulse ${newest.release}` ? newest.release : null;
  if (!newest || release === null || newest.tags.length > 0) return null;
  return { release, version: newest.version, against: inProduction(history) };
}

export const inProduction = ({ tags }: TemplateDetail["history"]): number | null =>
  tags.find(({ tag }) => tag === PRODUCTION)?.version ?? null;

function choicesFor({ history, draft }: TemplateDetail): { choices: Choice[]; newer_choices: Choice[] } {
  const choices = shownVersions(history).map(({ version }) => sideOf(version));
  return { choices, newer_choices: [...(draft.draft ? [sideOf(null)] : []), ...choices] };
}

export const shownVersions = ({ versions, tags }: TemplateDetail["history"]) =>
  versions.filter((one, at) => at < MOST_CHOICES || tags.some(({ version }) => version === one.version));

/** Which two are compared where nobody says: the newest with what it was made from. */
export function usualComparison({ history }: TemplateDetail): { older: number; newer: number } | null {
  const [newest, before] = history.versions;
  const older = newest?.base ?? before?.version;
  return newest && older !== undefined && older !== newest.version ? { older, newer: newest.version } : null;
}
