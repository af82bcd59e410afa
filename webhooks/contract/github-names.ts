import { z } from "zod";
import { LIMITS } from "./limits.ts";

/*
 * Names of GitHub's as they may stand in an address. Never stricter than GitHub: a name that exists there can be read here.
 */

/**
 * @source GitHub: at most 39 letters, digits and hyphens; managed users have an underscore before their company's short name, and
 *   some old names end with a hyphen or have two in a row.
 */
export const OWNER_CHARS = "[A-Za-z0-9][A-Za-z0-9_-]{0,38}";
/** What a text may cite, whether a repository can be called so or not. @source GitHub: at most 100 of these characters. */
export const REPOSITORY_CHARS = "[A-Za-z0-9._-]{1,100}";
/**
 * `.` and `..` would be steps in an address, and are no names.
 *
 * @source GitHub: it takes off `.git` at the end, which belongs to git's addresses.
 */
const REPOSITORY = String.raw`(?!\.{1,2}(?:#|$))(?![A-Za-z0-9._-]{0,96}\.[gG][iI][tT](?:#|$))${REPOSITORY_CHARS}`;

export const ownerName = z.string().regex(new RegExp(`^${OWNER_CHARS}$`), "must be a name of GitHub's");
export const repositoryName = z.string().regex(new RegExp(`^${REPOSITORY}$`), "must be a repository's name");

export const repoName = z.string().regex(new RegExp(`^${OWNER_CHARS}/${REPOSITORY}$`), "must look like owner/repo");

export const isRepoName = (text: string): boolean => repoName.safeParse(text).success;

/** `owner/repo#n`: the key of a pull request everywhere. GitHub does not tell capitals from small letters in it. */
export const pullRequestRef = z
  .string()
  .regex(new RegExp(`^${OWNER_CHARS}/${REPOSITORY}#[1-9][0-9]{0,9}$`), "must look like owner/repo#123");

export const branchName = z
  .string()
  .min(1)
  .max(LIMITS.branch_chars)
  .refine(isBranchName, "must be the name of a branch");

/** @source git-check-ref-format(1), for what stands behind `refs/heads/`. */
function isBranchName(name: string): boolean {
  if (!name.isWellFormed() || /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{/.test(name) || name.endsWith(".")) return false;
  return name.split("/").every((part) => part !== "" && !part.startsWith(".") && !part.endsWith(".lock"));
}
