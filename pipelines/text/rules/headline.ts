import type { AnalysisType, DateRange, Source } from "../../../webhooks/contract/parameters.ts";
import { rangeName } from "../../../webhooks/contract/range-text.ts";
import type { ResolvedRange } from "../../../webhooks/contract/range.ts";
import { windowText } from "../../../webhooks/contract/window-text.ts";
import { listed } from "../../../base/listed.ts";
import { hostilityOf } from "../hostile.ts";

const MAX_NAMES = 3;
const TYPES: Record<AnalysisType, string[]> = {
  weekly_digest: [],
  release_notes: ["release notes"],
  risk_review: ["risk review"],
  whats_next: ["what’s next"],
};

type Told = {
  sources: readonly Source[];
  window: DateRange;
  analysis_type: AnalysisType;
  ranges?: readonly ResolvedRange[] | undefined;
};

/** "Harbor · 9–15 November 2026", "Harbor · since v1.4.0 · 9–15 November 2026"; what is to come is of the day on which it is told. */
export function writeHeadline({ sources, window, analysis_type: type, ranges = [] }: Told): string {
  const names = [...new Set(sources.map(({ repo }) => nameOf(repo)))];
  const who = names.length > MAX_NAMES ? `${names.length} repositories` : listed(names);
  const name = type === "whats_next" ? null : rangeName(ranges);
  const shown = name !== null && !hostilityOf(name) ? [name] : [];
  return [who, ...TYPES[type], ...shown, windowText(type === "whats_next" ? lastDayOf(window) : window)].join(" · ");
}

function lastDayOf({ until, ...rest }: DateRange): DateRange {
  const since = new Date(Math.max(Date.parse(rest.since), Date.parse(until) - 1_000)).toISOString();
  return { ...rest, since, until };
}

function nameOf(repo: string): string {
  const name = repo.slice(repo.indexOf("/") + 1);
  return /^[a-z]{4,}$/.test(name) ? name.charAt(0).toUpperCase() + name.slice(1) : name;
}
