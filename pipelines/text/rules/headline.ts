import type { AnalysisType, DateRange, Source } from "../../../webhooks/contract/parameters.ts";
import { windowText } from "../../../webhooks/contract/window-text.ts";
import { listed } from "../../../base/listed.ts";

const MAX_NAMES = 3;
const TYPES: Record<AnalysisType, string[]> = {
  weekly_digest: [],
  release_notes: ["release notes"],
  risk_review: ["risk review"],
};

/** "Harbor · 9–15 November 2026" */
export function writeHeadline(sources: readonly Source[], window: DateRange, type: AnalysisType): string {
  const names = [...new Set(sources.map(({ repo }) => nameOf(repo)))];
  const who = names.length > MAX_NAMES ? `${names.length} repositories` : listed(names);
  return [who, ...TYPES[type], windowText(window)].join(" · ");
}

function nameOf(repo: string): string {
  const name = repo.slice(repo.indexOf("/") + 1);
  return /^[a-z]{4,}$/.test(name) ? name.charAt(0).toUpperCase() + name.slice(1) : name;
}
