import { linesOf, type Block } from "../prose.ts";

/** Numbers under which weaknesses are published. @source cve.org and GitHub's advisories. */
const ADVISORY = /\b(?:CVE-\d{4}-\d{4,7}|GHSA(?:-[a-z0-9]{4}){3})(?![\w-])/i;
/** A sentence that says so: "Security fix", "security: …", "Security impact". */
const FRONT =
  /^[^\p{L}]{0,8}(?:security (?:fix|patch|advisory|vulnerability)\b|security\s?[:–—]\s?(?!none|no\b|n\/a)\S)/iu;

/** Whether an author says in a description that a change closes a weakness. */
export function saysSecurity(blocks: readonly Block[]): boolean {
  return linesOf(blocks).some((line) => ADVISORY.test(line) || FRONT.test(line));
}

/** Whether a title says so: an advisory's number, a mark, or what such weaknesses are called. */
export function isSecurityTitle(title: string): boolean {
  return ADVISORY.test(title) || /\[security\]/i.test(title) || WEAKNESS.test(title);
}

/** @source The names of the classes in CWE's list of the most dangerous ones, and their short forms. */
const WEAKNESS =
  /\b(?:vulnerabilit(?:y|ies)|xss|csrf|ssrf|xxe|rce|redos|cross-site (?:scripting|request forgery)|(?:sql|command|code|header|ldap|template) injection|(?:path|directory) traversal|prototype pollution|remote code execution|privilege escalation|auth(?:entication|orization)? bypass|open redirect|session fixation|timing attack|request smuggling|zip slip)\b/i;
