import type { Brief } from "../../db/app/tables.ts";
import { parameters, type DateRange, type Feedback, type Parameters } from "../../webhooks/contract/parameters.ts";
import { parse } from "../../webhooks/contract/problem.ts";
import { windowText } from "../../webhooks/contract/window-text.ts";
import { ANALYSIS } from "../words.ts";

/**
 * What the pipelines are asked for: a person's brief with its window resolved.
 *
 * @throws {Problem} `invalid` with one detail per field.
 */
export function parametersOf(brief: Brief, window: DateRange, feedback?: Feedback): Parameters {
  const { window: _window, time_zone: _timeZone, ...asked } = brief;
  return parse(
    parameters,
    { ...asked, date_range: window, ...(feedback && { feedback }) },
    "The brief",
    "Correct the marked fields.",
  );
}

/** "Weekly digest · harbor, harbor-web · 9–15 Nov 2026" */
export function titleOf({ sources, analysis_type }: Brief, window: DateRange): string {
  const kind = ANALYSIS.find(({ value }) => value === analysis_type);
  const names = sources.map(({ repo }) => repo.slice(repo.indexOf("/") + 1));
  const shown = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return [kind?.label ?? analysis_type, shown.join(", "), windowText(window, "short")].join(" · ");
}
