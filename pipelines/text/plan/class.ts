import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { OmitReason } from "../../../webhooks/contract/report.ts";
import type { Decider } from "../../../webhooks/contract/report.ts";
import { hasLabel } from "../marks/marks.ts";
import type { PathRole } from "../paths.ts";
import type { Title } from "../title.ts";
import { entryOf, type Habits } from "./habits.ts";
import { type Roles, rolesOf } from "./roles.ts";
import { isBump, isDocsTitle, isReleaseTitle, isRework } from "./words.ts";

/** The classes that a policy speaks of, what its author wants left out, and what is made for the people who use the product. */
export type ChangeClass = "dependencies" | "releases" | "docs" | "internal" | "skipped" | "product";
/** `because`: in a few words, for the ledger. */
type Classified = { of: ChangeClass; reason: OmitReason | null; by: Decider; because: string };

const RELEASE_LABELS = set("release,autorelease pending,autorelease tagged,version packages");
/** @source GitHub's and release-drafter's documentation of what they leave out, and Kubernetes'. */
const SKIPPED_LABELS = set("ignore for release,skip changelog,release note none");
const DEPENDENCY_LABELS = set("dependencies,deps,dependency update");
const DOCS_LABELS = set("docs,documentation,doc");
const PRODUCT_LABELS = set("feature,new feature,enhancement,bug,performance,a11y,accessibility,improvement,regression");
/** Conventional types, and what teams add to them, by what they say of a change. @source Conventional Commits 1.0.0; Angular's list. */
const PRODUCT_TYPES = set("feat,feature,fix,bugfix,bug,hotfix,perf,performance,security,sec,a11y,i18n,ux");
const DOCS_TYPES = set("docs,doc");
const INTERNAL: [OmitReason, types: ReadonlySet<string>, labels: ReadonlySet<string>][] = [
  ["ci", set("ci,cd,build,infra"), set("ci,build,infra,infrastructure,github actions")],
  ["test", set("test,tests"), set("test,tests,testing")],
  [
    "refactor",
    set("refactor,style,chore,internal,tooling,dev,lint,types,misc"),
    set("refactor,refactoring,internal,chore,tooling,cleanup,tech debt"),
  ],
];

/**
 * What a pull request is. In this order: what the author says of it to the users, or by type or label; what it changed; and the words of
 * its title, only as a hint. What nobody knows is told.
 */
export function classOf(pr: PullRequest, title: Title, habits: Habits): Classified {
  const roles = rolesOf(pr);
  const typed = byType(title, roles);
  return (
    asSkipped(pr) ??
    asRelease(pr, title) ??
    byEntry(pr, habits) ??
    asDependency(pr, title, roles) ??
    notForUsers(typed ?? byLabel(pr)) ??
    byHabit(habits, roles) ??
    typed ??
    byLabel(pr) ??
    byPaths(pr, title, roles, habits)
  );
}

function asSkipped(pr: PullRequest): Classified | null {
  if (!hasLabel(pr, SKIPPED_LABELS)) return null;
  return { of: "skipped", reason: "not_user_facing", by: "author", because: "A label says to leave it out" };
}

function asRelease(pr: PullRequest, title: Title): Classified | null {
  const release = (by: Decider, because: string): Classified => ({ of: "releases", reason: "release", by, because });
  if (pr.author.kind === "release_bot") return release("author", `${code(pr.author.login)} makes releases`);
  if (hasLabel(pr, RELEASE_LABELS)) return release("author", "A label says that it is a release");
  return isReleaseTitle(title) ? release("author", "Its title is a release’s") : null;
}

const notForUsers = (found: Classified | null): Classified | null => (found?.of === "product" ? null : found);

const ENTRY_WORDS = {
  changelog: "a line in the changelog",
  fragment: "an entry for the changelog",
  changeset: "a changeset",
  release_note: "a release note in the description",
} as const;

function byEntry(pr: PullRequest, habits: Habits): Classified | null {
  const entry = entryOf(pr);
  if (entry) {
    const asks = entry.bump ? `, ${entry.bump}` : "";
    return product("author", `It brings ${ENTRY_WORDS[entry.from]}${asks}`);
  }
  if (!pr.entries?.some(({ bump }) => bump === "none") || habits.makes_docs) return null;
  return {
    of: "internal",
    reason: "not_user_facing",
    by: "author",
    because: "Its author says that users need not know",
  };
}

function asDependency(pr: PullRequest, title: Title, roles: Roles): Classified | null {
  const update = (by: Decider, because: string): Classified => {
    return { of: "dependencies", reason: "dependency", by, because };
  };
  if (pr.author.kind === "dependency_bot") return update("author", `${code(pr.author.login)} updates dependencies`);
  if (hasLabel(pr, DEPENDENCY_LABELS)) return update("author", "A label says that it updates a dependency");
  return isBump(title, roles) ? update("author", "Its title is a dependency update’s") : null;
}

/** A type speaks for the whole; one for users does not where nothing of theirs was changed. */
function byType({ type, scope, area }: Title, roles: Roles): Classified | null {
  if (type && DOCS_TYPES.has(type)) return docs("author", `${code(type)} in the title`);
  const internal = INTERNAL.find(([, types]) => [type, roles ? null : scope].some((name) => has(types, name)));
  if (internal)
    return { of: "internal", reason: internal[0], by: "author", because: `${code(type ?? scope ?? "")} in the title` };
  if (type && PRODUCT_TYPES.has(type) && touchesProduct(roles)) return product("author", `${code(type)} in the title`);
  const named = type ? null : INTERNAL.find(([, types]) => has(types, area));
  return named ? { of: "internal", reason: named[0], by: "author", because: `${code(area ?? "")} in the title` } : null;
}

const touchesProduct = (roles: Roles): boolean => !roles || roles.has("product") || roles.has("manifest");

function byLabel(pr: PullRequest): Classified | null {
  if (hasLabel(pr, DOCS_LABELS)) return docs("author", "A label says that it is about documents");
  if (hasLabel(pr, PRODUCT_LABELS)) return product("author", "A label says that it is for users");
  const internal = INTERNAL.find(([, , labels]) => hasLabel(pr, labels));
  return internal
    ? { of: "internal", reason: internal[0], by: "author", because: "A label says that it is internal" }
    : null;
}

/** Where changes come with an entry, one without is none for the users. */
function byHabit({ entries }: Habits, roles: Roles): Classified | null {
  if (entries === null || !roles) return null;
  const because = `It brings no ${ENTRY_WORDS[entries].replace(/^an? /, "")}; others here do`;
  const around = roles.has("product") ? null : aroundOf(roles);
  if (around === "docs") return docs("author", because);
  return { of: "internal", reason: around ? REASONS[around] : "not_user_facing", by: "author", because };
}

const REASONS: Record<Exclude<PathRole, "docs" | "product">, OmitReason> = {
  changelog: "release",
  fragment: "release",
  changeset: "release",
  manifest: "dependency",
  made: "dependency",
  test: "test",
  workshop: "ci",
};
const ROLE_WORDS: Record<PathRole, string> = {
  changelog: "the changelog",
  fragment: "entries for the changelog",
  changeset: "changesets",
  manifest: "manifests",
  made: "files that tools write",
  test: "tests",
  docs: "documents",
  workshop: "scripts and settings",
  product: "the product",
};

function byPaths(pr: PullRequest, title: Title, roles: Roles, habits: Habits): Classified {
  if (!roles) return isDocsTitle(title) ? docs("words", "Its title is about documents") : product("paths", UNKNOWN);
  if (habits.makes_docs && roles.has("docs")) return product("paths", "Documents are what this repository makes");
  const [first] = roles.get("product") ?? roles.get("manifest") ?? [];
  if (!first) {
    const around = aroundOf(roles);
    const because = `Only ${ROLE_WORDS[around]} changed`;
    return around === "docs"
      ? docs("paths", because)
      : { of: "internal", reason: REASONS[around], by: "paths", because };
  }
  if (isDocsTitle(title)) return docs("words", "Its title is about documents");
  const word = isRework(pr, title, roles, habits);
  if (word !== null) {
    const because = `${code(word)} in the title; it came without tests, and nothing else tells of it`;
    return { of: "internal", reason: "refactor", by: "words", because };
  }
  return product("paths", `${code(first.path)} is product`);
}

const UNKNOWN = "Nobody says what it changed: unknown is told";

/** What most of its lines are for, where none is the product's. */
function aroundOf(roles: NonNullable<Roles>): Exclude<PathRole, "product"> {
  const all = [...roles].flatMap(([role, files]) =>
    role === "product" ? [] : [{ role, lines: files.reduce((sum, one) => sum + one.additions + one.deletions, 0) }],
  );
  return all.toSorted((a, b) => b.lines - a.lines)[0]?.role ?? "workshop";
}

const product = (by: Decider, because: string): Classified => ({ of: "product", reason: null, by, because });
const docs = (by: Decider, because: string): Classified => ({ of: "docs", reason: "docs", by, because });

/** As it was written, between marks that pages draw. */
const code = (text: string): string => `\`${text.replaceAll("`", "")}\``;

function has(names: ReadonlySet<string>, name: string | null): boolean {
  return name !== null && names.has(name.toLowerCase());
}

function set(list: string): ReadonlySet<string> {
  return new Set(list.split(","));
}
