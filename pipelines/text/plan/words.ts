import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { Title } from "../title.ts";
import { joinsBranches, namesVersion } from "../titles/branch.ts";
import type { Habits } from "./habits.ts";
import { linesIn, type Roles } from "./roles.ts";

/** Before a version: "Release 2.1.0", "Prepare release v3.0.0", "Release/2026-03-18". */
const RELEASE_FRONT =
  /^(?:(?:prepare|cut|publish|bump|new|next|version|release|to|the|for|packages?|main|master|develop)[\s:/-]+){1,6}/i;
const RELEASE_WORDS =
  /^(?:version packages(?: \([\w.-]{1,30}\))?|(?:prepare|cut|publish) (?:the )?(?:next )?release|release main)$/i;
export function isReleaseTitle({ text, type, scope }: Title): boolean {
  if (type === "release" || scope === "release" || namesVersion(text)) return true;
  if (RELEASE_WORDS.test(text) || joinsBranches(text)) return true;
  const rest = text.replace(RELEASE_FRONT, "");
  return rest !== text && namesVersion(rest);
}

/** @source the titles that Dependabot and Renovate write. */
const BUMP_FRONT = /^(?:bump|upgrade|update|pin|migrate|replace)\b/i;
const BUMP = /^bump\b.{1,120}\bfrom v?\d[\w.+-]* to v?\d|^lock file maintenance$|^bump the .{1,80} group\b/i;
const BUMP_UPDATE =
  /^(?:update|upgrade|pin) (?:rust crate|dependency|dependencies|module|all (?:non-major )?dependencies)\b/i;
const TO_VERSION = /\bto (?:v\d[\w.+-]*|\d+\.\d[\w.+-]*|\d+ \[security\])$/i;

/** What a bump changes besides: calls that are called otherwise now. */
const MOST_ADAPTED = 0.5;

/** A newer version of something that others make: by its title's form, and what it changed agrees. */
export function isBump({ text, type, scope }: Title, roles: Roles): boolean {
  if (type === "deps" || /^deps(?:-dev)?$/i.test(scope ?? "")) return true;
  const needs = roles?.has("manifest") === true || roles?.has("made") === true;
  const product = linesIn(roles, ["product"]);
  const adapts = product <= MOST_ADAPTED * linesIn(roles, ["manifest", "made", "workshop", "test"]);
  if (BUMP.test(text)) return roles === null || !roles.has("product") || adapts || isPackage(text);
  // "Update dependency injection docs" is about something else.
  if (BUMP_UPDATE.test(text) && (TO_VERSION.test(text) || (needs && product === 0))) return true;
  return BUMP_FRONT.test(text) && needs && adapts;
}

/** "bump lodash from 4.17.20 to 4.17.21" is; "bump the default timeout from 10 to 30 seconds" is about a number. */
const isPackage = (text: string): boolean => /^bump [@\w./-]+ from v?\d+\.[\w.+-]+ to v?\d/i.test(text);

const DOCS_END = /\b(?:docs|documentation|readme(?:\.md)?|changelog(?:\.md)?|docstrings?|doc comments?|jsdoc)$/i;
const DOCS_FRONT = /^(?:document\b|(?:update|fix|improve|clarify|correct|expand|rewrite|reword|refresh|polish)\b)/i;

/** "Update the injection docs": a verb that mends, and documents at the end. */
export const isDocsTitle = ({ text }: Title): boolean => DOCS_FRONT.test(text) && DOCS_END.test(text);

/** Words by which people say themselves that nothing changes for a user; "rename" and "move" are said of products, too. */
const REFACTORS =
  /^(?:re-?factor|clean(?:ing)? ?up|tidy|restructur|re-?organi[sz]|simplif|factor out|de-?duplicat|consolidat|decoupl|modulari[sz]|re-?format)/i;
/** Named as code is: a path of names, a source file. */
const CODE =
  /[\w>]::\w|(?:^|[\s`(])::\w|\b\w+\.(?:rs|go|tsx|py|java|kt|cs|rb|cpp|swift|php|scala)\b|`[\w./-]{1,100}\.[cm]?[jt]s`/;
/** "Fix various comments": a verb that mends, comments at the end, and as many lines as before. */
const COMMENTS_END = /\bcomments?$/i;
const MOST_GROWN = 0.2;

function isReworded({ text }: Title, roles: Roles): boolean {
  const files = [...(roles?.values() ?? [])].flat();
  const [added, removed] = [
    files.reduce((sum, one) => sum + one.additions, 0),
    files.reduce((sum, one) => sum + one.deletions, 0),
  ];
  return (
    DOCS_FRONT.test(text) && COMMENTS_END.test(text) && Math.abs(added - removed) <= MOST_GROWN * (added + removed)
  );
}

/**
 * A hint, and only where what was changed agrees: in a repository whose changes come with tests this one has none, or hardly any; it
 * closes nothing and no page tells of it. Everywhere else what touches the product is told.
 */
export function isRework(pr: PullRequest, title: Title, roles: Roles, habits: Habits): string | null {
  const { text } = title;
  if (!habits.tests || !roles || roles.has("docs") || (pr.closes?.length ?? 0) > 0 || NAMES_ISSUE.test(pr.body))
    return null;
  if (isReworded(title, roles)) return "comments";
  const isUntested = linesIn(roles, ["test"]) <= HARDLY_ANY * linesIn(roles, ["product"]);
  if (REFACTORS.test(text) && isUntested) return text.split(" ")[0] ?? text;
  return isUntested ? (CODE.exec(text)?.[0].trim() ?? null) : null;
}

/** Lines of tests beside one of the product. */
const HARDLY_ANY = 0.2;
const NAMES_ISSUE = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? (?:#\d|https:\/\/[\w./-]{1,100}\/issues\/\d)/i;
