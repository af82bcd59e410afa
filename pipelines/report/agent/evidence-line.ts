import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { Source } from "../../../webhooks/contract/parameters.ts";
import { citation } from "../../../webhooks/contract/report-text.ts";
import { lineBeginning } from "../../text/clean-text.ts";
import type { PlannedPull } from "../../text/plan/plan.ts";

const MAX_TITLE_CHARS = 160;
const MAX_BODY_CHARS = 200;
const MAX_LABELS = 6;

/** How little a writer is told of each pull request, where its model has a small window; `least`: hardly more than the title. */
export type Detail = "short" | "least";
const LESS: Record<Detail, { title: number; body: number }> = {
  short: { title: 120, body: 100 },
  least: { title: 100, body: 50 },
};

/**
 * One pull request as a writer reads it: a line of JSON in which nothing can close a tag.
 *
 * @param detail Absent: all that there is usually.
 */
export function evidenceLine(
  { pr, kind, area, told_with, must }: PlannedPull,
  sources: readonly Source[],
  detail?: Detail,
): string {
  const body = shownBody({ pr }, detail);
  return dataLine({
    pr: citation(pr.ref, sources),
    title: shownTitle({ pr }, detail),
    ...(pr.doubts?.includes("title") && { title_may_lack_text: true }),
    kind,
    ...(area && { area }),
    ...(must && { must: true }),
    ...(pr.stands && { stands: pr.stands }),
    ...(told_with && { same_as: citation(told_with, sources) }),
    ...(pr.fate?.is === "rolls_back" && { takes_out: othersOf(pr) }),
    ...(pr.fate?.is === "brings_back" && { brings_back: othersOf(pr) }),
    ...(pr.labels.length > 0 &&
      !detail && { labels: pr.labels.slice(0, MAX_LABELS).map((label) => lineBeginning(label, 40)) }),
    ...(body && { body }),
  });
}

export function shownTitle({ pr }: Pick<PlannedPull, "pr">, detail?: Detail): string {
  return lineBeginning(pr.title, detail ? LESS[detail].title : MAX_TITLE_CHARS);
}

/** What its author tells the users says more than how it was done. */
export function shownBody({ pr }: Pick<PlannedPull, "pr">, detail?: Detail): string {
  const told = pr.entries?.find(({ text }) => text)?.text ?? pr.body;
  return startOf(told, detail ? LESS[detail].body : MAX_BODY_CHARS);
}

/**
 * All that a run has read of one pull request, for whoever writes of few.
 *
 * @param looked What its writers looked up of it.
 * @param chars Of what its author wrote to the users, of the description, and of what was looked up, each.
 */
export function wholeEvidenceLine(pr: PullRequest, looked: string, sources: readonly Source[], chars: number): string {
  const { entries = [], closes = [] } = pr;
  const told = startOf(entries.flatMap(({ text }) => text ?? []).join(" "), chars);
  const body = startOf(pr.body, chars);
  return dataLine({
    pr: citation(pr.ref, sources),
    title: shownTitle({ pr }),
    ...(pr.fate && { fate: pr.fate.is, of: othersOf(pr) }),
    ...(told && { told_to_users: told }),
    ...(body && { body }),
    ...(closes.length > 0 && {
      closes: closes.slice(0, MAX_LABELS).map(({ title }) => lineBeginning(title, MAX_TITLE_CHARS)),
    }),
    ...(looked && { looked_up: lineBeginning(looked, chars) }),
  });
}

const MAX_BESIDE_CHARS = 70;

/** What was merged besides, by what the program does with it, as a line each: `"#12 Bump pg to v9"`. */
export function besideLines(pulls: readonly PlannedPull[], sources: readonly Source[]): string[] {
  const groups = Map.groupBy(pulls, ({ group, reason }) => group ?? `left out: ${reason ?? "policy"}`);
  return [...groups].map(([suggested, some]) => {
    return dataLine({ suggested, prs: some.map((pull) => besideText(pull, sources)) });
  });
}

export function besideText({ pr }: PlannedPull, sources: readonly Source[]): string {
  return `${citation(pr.ref, sources)} ${lineBeginning(pr.title, MAX_BESIDE_CHARS)}`;
}

/** A value on one line; `<` is escaped, so that no text can look like one of our tags. */
export function dataLine(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** The first words of a description, without what templates and bots put around them. */
function startOf(body: string, chars: number): string {
  const told = body
    .replace(/<!--[\s\S]*?(?:-->|$)/g, " ")
    .replace(/^[^\S\r\n\u2028\u2029]*(?:#{1,6}\s.*|[-*]\s*\[[ xX]\].*|-{3,}|`{3}.*)$/gm, " ")
    .replace(/^(?:co-authored-by|signed-off-by|release-note):.*$/gim, " ")
    .replace(/!?\[([^[\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)/g, "$1")
    .replace(/<\/?[a-z][^<>]*>/gi, " ");
  return lineBeginning(told, chars);
}

const othersOf = ({ fate }: PlannedPull["pr"]): string[] =>
  (fate?.of ?? []).slice(0, MAX_LABELS).map(({ title }) => lineBeginning(title, MAX_TITLE_CHARS));
