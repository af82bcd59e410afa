import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { OmitReason } from "../../../webhooks/contract/report.ts";
import { hasLabel } from "../marks/marks.ts";
import type { Title } from "../title.ts";

/** The classes that a policy speaks of, and what is made for the people who use the product. */
export type ChangeClass = "dependencies" | "releases" | "docs" | "internal" | "product";
type Classified = { of: ChangeClass; reason: OmitReason | null };

const RELEASE_LABELS = new Set(["release", "autorelease pending", "autorelease tagged", "version packages"]);
const RELEASE_TITLE =
  /^(?:version packages\b|release v?\d|v\d+\.\d|bump version\b|prepare (?:the )?(?:next )?release|publish v?\d)/i;
const DEPENDENCY_LABELS = new Set(["dependencies", "deps", "dependency update"]);
const DEPENDENCY_TITLE =
  /^bump\b|^(?:update|upgrade|pin)\b.{1,60}\bto v?\d\S*$|^(?:update|upgrade) (?:rust crate|dependency|dependencies|all|the .+ group)\b|^lock file maintenance|\bfrom v?\d\S* to v?\d/i;
const DEPENDENCY_SCOPE = /^deps(?:-dev)?$/i;

/** About the workshop, whatever the type in front says. */
const WORKSHOP_TITLE = /\b(?:dependabot|renovate|github actions?|codeowners)\b|\bissue (?:\w+ )?labels?\b/i;
const PRODUCT_TYPES = new Set(
  "feat feature fix bugfix bug hotfix perf performance security sec a11y i18n ux".split(" "),
);
const PRODUCT_LABELS = new Set("feature enhancement bug performance a11y accessibility improvement".split(" "));

/** By reason, so that the ledger can say why something is not shown. */
const INTERNAL: { reason: OmitReason; types: Set<string>; labels: Set<string>; title: RegExp }[] = [
  {
    reason: "ci",
    types: words("ci cd build infra"),
    labels: words("ci build infra infrastructure github_actions"),
    title:
      /\b(?:CI|github actions?|GHA|dependabot|renovate|pre-commit|runners?|auto-?merge|pull requests?|issue (?:triage|context|review|labels?|auto)|triage|codex|automations?|workflow failures?|toolchain)\b|\bworkflows? (?:files?|for \d)|^fix (?:the )?(?:main|build)$/i,
  },
  {
    reason: "test",
    types: words("test tests"),
    labels: words("test tests testing"),
    title:
      /\b(?:e2e|de-?flak\w*|flak(?:y|e|es)|regression tests?|integration tests?|unit tests?|property tests?|test (?:coverage|guidance|fixtures?)|snapshot (?:filters?|format)|system tests?|snapshots|fixtures?)\b|^(?:add|fix|skip|unskip|split|increase|expand|replace|migrate|stabili[sz]e)\b.{0,80}\btests?(?: |$)(?!harness|runner)|^reproduce\b/i,
  },
  {
    reason: "refactor",
    types: words("refactor style chore internal tooling dev lint types misc"),
    labels: words("refactor refactoring internal chore tooling cleanup tech debt"),
    title:
      /\b(?:refactor\w*|lint(?:s|ing|er|ers)?|eslint|comments?|unused|dead code|code owners?|agents\.md|review\.md|claude\.md|json schema|debug representation|release-age)\b|^clean ?ups?\b|\bto clean up\b|\b(?:changesets?|todos?)\b|^(?:extract|relocate|inline|factor out|absorb|shrink|rename|tidy|simplify|use `[^`]+`(?: for| consistently))\b|^move .+ (?:to|into)\b/i,
  },
];

const DOCS_LABELS = words("docs documentation doc");
const DOCS_TITLE =
  /\b(?:typos|fix (?:a )?typo|readme(?:\.md)?|changelogs?|documentation|docs?|threat model|release notes)\b|^document\b|\bin the .{0,20}guide\b/i;

/** What a pull request is, from what its author and labels say first and from words of the title last. */
export function classOf(pr: PullRequest, title: Title): Classified {
  const { author } = pr;
  const isRelease = title.type === "release" || title.scope === "release" || RELEASE_TITLE.test(title.text);
  if (author.kind === "release_bot" || isRelease || hasLabel(pr, RELEASE_LABELS)) {
    return { of: "releases", reason: "release" };
  }
  if (author.kind === "dependency_bot" || isDependency(pr, title)) return { of: "dependencies", reason: "dependency" };
  if (title.type === "docs" || title.type === "doc") return { of: "docs", reason: "docs" };
  const byType = INTERNAL.find(({ types }) => [title.type, title.scope, title.area].some((name) => has(types, name)));
  if (byType) return { of: "internal", reason: byType.reason };
  if (WORKSHOP_TITLE.test(title.text)) return { of: "internal", reason: "ci" };
  if (title.type && PRODUCT_TYPES.has(title.type)) return { of: "product", reason: null };
  return byLabel(pr) ?? byWords(title);
}

function byLabel(pr: PullRequest): Classified | null {
  if (hasLabel(pr, DOCS_LABELS)) return { of: "docs", reason: "docs" };
  if (hasLabel(pr, PRODUCT_LABELS)) return { of: "product", reason: null };
  const internal = INTERNAL.find(({ labels }) => hasLabel(pr, labels));
  return internal ? { of: "internal", reason: internal.reason } : null;
}

function byWords({ text }: Title): Classified {
  const internal = INTERNAL.find(({ title }) => title.test(text));
  if (internal) return { of: "internal", reason: internal.reason };
  return DOCS_TITLE.test(text) ? { of: "docs", reason: "docs" } : { of: "product", reason: null };
}

function isDependency(pr: PullRequest, title: Title): boolean {
  if (title.type === "deps" || DEPENDENCY_SCOPE.test(title.scope ?? "")) return true;
  return hasLabel(pr, DEPENDENCY_LABELS) || DEPENDENCY_TITLE.test(title.text);
}

function has(names: ReadonlySet<string>, name: string | null): boolean {
  return name !== null && names.has(name.toLowerCase());
}

function words(list: string): Set<string> {
  return new Set(list.split(" "));
}
