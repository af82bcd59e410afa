import type { WindowChoice } from "../../db/app/tables.ts";
import { NEWEST_RELEASE, type ReleaseRange, type SeenTag } from "../../webhooks/contract/range.ts";

type ByReleases = Extract<WindowChoice, { preset: "release" | "tags" }>;

/** Whether releases say what is read, and not days. */
export const isByReleases = (choice: WindowChoice): choice is ByReleases =>
  choice.preset === "release" || choice.preset === "tags";

/**
 * What was chosen, as the pipelines are asked for it.
 *
 * @param seen Where its tags stood when somebody looked.
 */
export function releaseRangeOf(choice: ByReleases, time_zone: string, seen: readonly SeenTag[] = []): ReleaseRange {
  const known = seen.length > 0 ? { seen: [...seen] } : {};
  if (choice.preset === "release") return { since_release: choice.tag || NEWEST_RELEASE, ...known, time_zone };
  return { from_tag: choice.from_tag, to_tag: choice.to_tag, ...known, time_zone };
}

/** "since v1.4.0", "v1.4.0 to v1.5.0" */
export function rangeWords(choice: ByReleases): string {
  if (choice.preset === "tags") return `${choice.from_tag} to ${choice.to_tag}`;
  return choice.tag ? `since ${choice.tag}` : "since the newest release";
}

/** What a brief asks the pipelines for; undefined where it asks for days. */
export const rangeOfBrief = ({ window, time_zone }: { window: WindowChoice; time_zone: string }) =>
  isByReleases(window) ? releaseRangeOf(window, time_zone) : undefined;
