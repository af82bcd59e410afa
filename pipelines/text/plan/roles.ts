import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { type PathRole, pathRole } from "../paths.ts";

type Changed = NonNullable<PullRequest["files"]>[number];

/** The files of a pull request by what they are for; null where nobody knows what it changed. */
export type Roles = ReadonlyMap<PathRole, readonly Changed[]> | null;

export function rolesOf({ files }: Pick<PullRequest, "files">): Roles {
  return files && files.length > 0 ? Map.groupBy(files, ({ path, as }) => as ?? pathRole(path)) : null;
}

/** Lines added and removed in files of some roles. */
export function linesIn(roles: Roles, wanted: readonly PathRole[]): number {
  const files = wanted.flatMap((role) => roles?.get(role) ?? []);
  return files.reduce((sum, { additions, deletions }) => sum + additions + deletions, 0);
}
