import type { Source } from "../../../webhooks/contract/parameters.ts";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { bareName, readTitle, type Title } from "../title.ts";
import { isNoise } from "../titles/noise.ts";
import { pathArea } from "./path-area.ts";

const AREA_LABEL = /^(?:area|component|module|package|pkg|scope)\s*[/:-]\s*(.{2,30})$|^A-(.{2,30})$/i;
/** What says what was done, or of what kind a title is, and not where. */
const NO_AREAS = new Set(
  (
    "feat feature features fix fixes bugfix bugfixes bug bugs hotfix perf performance doc docs documentation ci cd test tests testing chore " +
    "refactor refactoring build release releases dep deps depsdev dependencies lint style revert misc internal cleanup improve improvement " +
    "enhancement add added change changed remove removed fixed deprecate deprecated new update updated note notes nb fyi tip important warning " +
    "main master trunk all various backport cherrypick"
  ).split(" "),
);
const ACRONYMS = new Set("api cli ui ux sdk ci cd db sql http ssh tls pdf csv lsp dns a11y i18n".split(" "));

/** What a whole window says of its areas. */
export type Areas = {
  /** Whether what stands in front of a title is called as a folder of what was changed. */
  isFolder: (name: string) => boolean;
  /** Whether it stands in front of several titles. */
  isUsual: (name: string) => boolean;
  /** Whether a part that was changed is worth its name: of many changes it holds several, and not nearly all. */
  isPart: (part: string) => boolean;
};

const MIN_TITLES = 2;
const MOST_SHARE = 0.8;
/** Fewer changes are no measure. */
const MIN_PULLS = 4;
const MIN_PULLS_OF_PART = 2;

export function areasOf(pulls: readonly PullRequest[]): Areas {
  const folders = new Set(
    pulls.flatMap(({ files = [] }) => files.flatMap(({ path }) => foldersOf(path))).map(bareName),
  );
  const titles = new Map<string, number>();
  for (const { title } of pulls) {
    const { scope, fronts } = readTitle(title);
    const names = [scope ?? "", ...fronts.map(({ name }) => name)].map(bareName);
    for (const name of new Set(names)) titles.set(name, (titles.get(name) ?? 0) + 1);
  }
  return {
    isFolder: (name) => folders.has(bareName(name)),
    isUsual: (name) => (titles.get(bareName(name)) ?? 0) >= MIN_TITLES,
    isPart: partsIn(pulls),
  };
}

/** "a/b/c.ts" → "a", "a/b", "b" */
function foldersOf(path: string): string[] {
  const folders = path.split("/").slice(0, -1);
  return folders.flatMap((folder, at) => [folder, folders.slice(0, at + 1).join("/")]);
}

function partsIn(pulls: readonly PullRequest[]): Areas["isPart"] {
  const parts = pulls.map(pathArea).filter(Boolean);
  const counts = new Map([...Map.groupBy(parts, (part) => part)].map(([part, all]) => [part, all.length]));
  return (part) => {
    const count = counts.get(part) ?? 0;
    return parts.length < MIN_PULLS || (count >= MIN_PULLS_OF_PART && count / parts.length < MOST_SHARE);
  };
}

/** Where in the product a change belongs, as a reader would write it; "" when nothing says so. */
export function areaOf(pr: PullRequest, title: Title, sources: readonly Source[], areas: Areas): string {
  return areasIn(pr, title, sources, areas)[0] ?? "";
}

/** All that `areaOf` may answer, whatever the window holds. */
export const possibleAreas = (pr: PullRequest, title: Title, sources: readonly Source[]): string[] => [
  ...new Set(["", ...areasIn(pr, title, sources, ANY)]),
];

const ANY: Areas = { isFolder: () => true, isUsual: () => true, isPart: () => true };

/** The surest first: what the author says, then what was changed, then where it was merged. */
function areasIn(pr: PullRequest, { scope, fronts }: Title, sources: readonly Source[], areas: Areas): string[] {
  // `fix(ci)` says that it is not about a part of the product.
  if (scope && NO_AREAS.has(bareName(scope))) return [];
  const repo = repoName(pr.repo);
  const part = pathArea(pr);
  const isTold = areas.isPart(part) && bareName(part) !== bareName(repo);
  const named = fronts.map(({ name }) => name);
  const inFront = [...named.filter(areas.isFolder), ...named.filter(areas.isUsual)];
  const all = [scope, labelled(pr), ...inFront, isTold ? part : null].filter((name) => name !== null);
  return [...all.filter((name) => mayBeArea(name, pr)), ...(sources.length > 1 ? [repo] : [])].map(written);
}

function mayBeArea(name: string, { base_branch }: PullRequest): boolean {
  const bare = bareName(name);
  if (bare.length < 2 || NO_AREAS.has(bare) || name === base_branch) return false;
  return !isNoise(name.trim()) && !/^(?:v?\d|@[^/]*$)/.test(name.trim());
}

function labelled({ labels }: PullRequest): string | null {
  for (const label of labels) {
    const match = AREA_LABEL.exec(label.trim());
    if (match) return match[1] ?? match[2] ?? null;
  }
  return null;
}

function repoName(repo: string): string {
  return repo.slice(repo.indexOf("/") + 1);
}

/** "api" → "API", "ingest" → "Ingest", "@acme/ui" → "UI"; names like `vite-plugin` or `createApp` stay as they are. */
function written(given: string): string {
  const name = given.trim().replace(/^@[^/]+\/(?=.)/, "");
  if (ACRONYMS.has(name.toLowerCase()) || /^[a-z]\d$/.test(name)) return name.toUpperCase();
  return /^[a-z]{3,}$/.test(name) ? name.charAt(0).toUpperCase() + name.slice(1) : name;
}
