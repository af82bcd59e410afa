import type { Brief } from "../../db/app/tables.ts";
import { parameters, type Feedback, type Parameters } from "../../webhooks/contract/parameters.ts";
import { parse } from "../../webhooks/contract/problem.ts";
import { windowText } from "../../webhooks/contract/window-text.ts";
import { isByReleases, rangeWords } from "../clock/chosen-range.ts";
import { ANALYSIS } from "../words.ts";
import { instantsOf, type AskedWindow } from "./window-of-brief.ts";

/**
 * What the pipelines are asked for: a person's brief with its window resolved.
 *
 * @throws {Problem} `invalid` with one detail per field.
 */
export function parametersOf(brief: Brief, asked: AskedWindow, feedback?: Feedback): Parameters {
  const { window: _window, time_zone: _timeZone, ...rest } = brief;
  return parse(
    parameters,
    { ...rest, ...asked, ...(feedback && { feedback }) },
    "The brief",
    "Correct the marked fields.",
  );
}

/** "Weekly digest · harbor, harbor-web · 9–15 Nov 2026", "Release notes · harbor · since v1.4.0" */
export function titleOf({ sources, analysis_type, window: choice }: Brief, asked: AskedWindow): string {
  const window = instantsOf(asked);
  const when = window ? windowText(window, "short") : isByReleases(choice) ? rangeWords(choice) : "";
  const kind = ANALYSIS.find(({ value }) => value === analysis_type);
  const names = sources.map(({ repo }) => repo.slice(repo.indexOf("/") + 1));
  const shown = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return [kind?.label ?? analysis_type, shown.join(", "), when].filter(Boolean).join(" · ");
}
