import type { ChangedPath, Fate, PullRequest } from "../../webhooks/contract/evidence.ts";
import { KEPT_CHARS, MOST_KEPT } from "../../webhooks/contract/foreign-text.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import { authorKind } from "./author-kind.ts";
import { rolesSaidBy } from "../text/attributes.ts";
import { cleanLine, cleanText, cutText } from "../text/clean-text.ts";
import { entriesOf } from "../text/entries.ts";
import { quotesOthers, saysOf } from "../text/marks/says.ts";
import { linesOf, ownBlocks } from "../text/prose.ts";
import { besidePackages } from "../text/packages.ts";
import { pathRole } from "../text/paths.ts";
import { inMergedOrder } from "../text/merged-order.ts";
import { claimsOf, type Claims } from "../text/reverts/claims.ts";
import { fatesOf } from "../text/reverts/fates.ts";
import { coAuthorsOf } from "./co-authors.ts";
import { pullUrl } from "./pull-url.ts";
import type { Details, ListedPull } from "./tools.ts";

/** GitHub's own name for an account that is gone. */
const NOBODY = "ghost";

/** A merged pull request, with what its whole description says that it does to others. */
export type ReadPull = { pull: PullRequest; claims: Claims };

type Evidence = {
  pull_requests: PullRequest[];
  /** Named by a number or a commit, and not read: what these are decides what became of others. */
  unread: { number?: number; sha?: string }[];
};

/** Read because something of the window names it. */
type Named = {
  /** Merged before the window. */
  earlier: readonly ReadPull[];
  /** Commits that came with a pull request, by its number. */
  commits: ReadonlyMap<number, readonly string[]>;
};

/** What pull requests changed, by their numbers, and the texts that they added to: absent where nobody could say. */
export type PullsAround = { details: ReadonlyMap<number, Details>; texts: ReadonlyMap<string, string | null> };
const NOTHING_KNOWN: PullsAround = { details: new Map(), texts: new Map() };

/** Where a repository says what its files are. */
export const ATTRIBUTES = ".gitattributes";

/** In the order in which they were merged. One that was not merged is left out. */
export function readPulls(
  { repo }: Pick<Source, "repo">,
  pulls: readonly ListedPull[],
  around = NOTHING_KNOWN,
): ReadPull[] {
  const said = rolesIn(around.texts);
  const merged = pulls.flatMap((pull) => (pull.merged_at ? [readPull(repo, pull, around, said)] : []));
  const byRef = new Map(merged.map((read) => [read.pull.ref, read]));
  return inMergedOrder(merged.map(({ pull }) => pull)).flatMap(({ ref }) => byRef.get(ref) ?? []);
}

/** Those that are open, in the order of their numbers. */
export function readOpenPulls(
  { repo }: Pick<Source, "repo">,
  pulls: readonly ListedPull[],
  around: PullsAround,
): PullRequest[] {
  const said = rolesIn(around.texts);
  const open = pulls.filter(({ state, merged_at }) => state === "open" && merged_at === null);
  const read = open.map((pull): PullRequest => {
    const { milestone, draft } = pull;
    const title = cleanLine(milestone?.title ?? "", KEPT_CHARS.label);
    const due = milestone?.due_on ? wholeSecond(milestone.due_on) : null;
    return {
      ...readPull(repo, pull, around, said).pull,
      merge_sha: null,
      stands: draft ? "draft" : "open",
      ...(title && { milestone: { title, due } }),
    };
  });
  return read.toSorted((a, b) => a.number - b.number);
}

const wholeSecond = (time: string): string => new Date(time).toISOString().replace(/\.\d{3}Z$/, "Z");

type RoleOf = (path: string) => ChangedPath["as"] | null;

/** What files are: by the repository's own word, and by what its manifests say of where its packages are. */
function rolesIn(texts: PullsAround["texts"]): RoleOf {
  const said = rolesSaidBy(texts.get(ATTRIBUTES) ?? "");
  const isBeside = besidePackages((path) => texts.get(path));
  return (path) => said(path) ?? (pathRole(path) === "product" && isBeside(path) ? "workshop" : null);
}

/** What was merged in a window into one branch, with what became of it by the window's end. */
export function evidenceOf(window: readonly ReadPull[], named?: Named): Evidence {
  const known = ({ pull, claims }: ReadPull) => ({ ...pull, claims, commits: named?.commits.get(pull.number) ?? [] });
  const { fates, resolved } = fatesOf(window.map(known), (named?.earlier ?? []).map(known));
  return { pull_requests: window.map(({ pull }) => withFate(pull, fates.get(pull.ref))), unread: resolved.unread };
}

const withFate = (pull: PullRequest, fate: Fate | undefined): PullRequest => (fate ? { ...pull, fate } : pull);

/** Whatever is taken out of a description is taken out before it is cut. */
function readPull(repo: string, pull: ListedPull, { details, texts }: PullsAround, said: RoleOf): ReadPull {
  const { number } = pull;
  const known = details.get(number);
  const title = cleanLine(pull.title, KEPT_CHARS.title);
  const login = cleanLine(pull.user?.login ?? "", KEPT_CHARS.label) || NOBODY;
  const body = cleanText(pull.body, Number.POSITIVE_INFINITY);
  const labels = pull.labels.slice(0, MOST_KEPT.labels).map((label) => cleanLine(label, KEPT_CHARS.label));
  const author = { login, kind: authorKind(login, pull.user?.type, title) };
  const description = ownBlocks(body);
  const says = saysOf({ author }, description);
  const read: PullRequest = {
    ref: `${repo}#${number}`,
    repo,
    number,
    title: title || `Pull request ${number}`,
    body: cutText(body, KEPT_CHARS.body),
    ...(says.length > 0 && { says }),
    url: pullUrl(repo, number, pull.html_url),
    author,
    co_authors: coAuthorsOf([...(known?.trailers ?? []), body].join("\n"), login),
    base_branch: pull.base.ref,
    labels: labels.filter(Boolean),
    merged_at: pull.merged_at && new Date(pull.merged_at).toISOString().replace(".000Z", "Z"),
    merge_sha: pull.merge_commit_sha,
    ...(known ? changedBy(known, said) : undefined),
    ...(pull.doubts && { doubts: pull.doubts }),
  };
  const entries = entriesOf({ number, files: known?.files ?? [], body: quotesOthers(author) ? "" : body }, texts);
  if (entries.length > 0) read.entries = entries;
  return { pull: read, claims: claimsOf(read, linesOf(description)) };
}

function changedBy(
  { files, changed_files, additions, deletions, closes }: Details,
  said: RoleOf,
): Partial<PullRequest> {
  const issues = closes.slice(0, MOST_KEPT.closes).map(({ repo, number, title }) => {
    return { ref: `${repo}#${number}`, title: cleanLine(title, KEPT_CHARS.title) };
  });
  return {
    files: files.slice(0, MOST_KEPT.files).map((file) => {
      const as = said(file.path);
      const path = cleanLine(file.path, KEPT_CHARS.path);
      return { path, additions: file.additions, deletions: file.deletions, ...(as && { as }) };
    }),
    size: { files: changed_files, additions, deletions },
    ...(issues.length > 0 && { closes: issues }),
  };
}
