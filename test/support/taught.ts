import { type Lesson, lessonsOf } from "../../pipelines/policies/learn/lessons.ts";
import type { Headings } from "../../pipelines/text/sections.ts";
import type { AuthorKind } from "../../webhooks/contract/kinds.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { PolicyParts } from "../../webhooks/contract/policy.ts";
import { defaults, harbor, pull, week } from "./pulls.ts";

export type Made = { title: string; paths: string[]; by?: AuthorKind; labels?: string[] };

/** What a made-up team merges in each week, in which a sort of change is told from the others by its paths, its title or its author. */
const WEEK: readonly Made[] = [
  ...madeAlike(5, (at) => ({
    title: `Add export format ${at}`,
    paths: [`src/export/format-${at}.ts`, `test/export-${at}.ts`],
  })),
  ...madeAlike(3, (at) => ({ title: `Fix the crash in view ${at}`, paths: [`src/views/view-${at}.ts`] })),
  ...madeAlike(4, (at) => ({
    title: `Bump package-${at} from 1.0.0 to 1.0.1`,
    paths: ["package.json", "package-lock.json"],
    by: "dependency_bot" as const,
  })),
  ...madeAlike(3, (at) => ({ title: `Explain topic ${at}`, paths: [`docs/guides/topic-${at}.md`] })),
  ...madeAlike(3, (at) => ({ title: `Teach the helper trick ${at}`, paths: [`helpers/tricks/trick-${at}.ts`] })),
  ...madeAlike(3, (at) => ({ title: `ci: Cache step ${at}`, paths: [`.github/workflows/step-${at}.yml`] })),
  ...madeAlike(3, (at) => ({ title: `refactor: Move engine ${at}`, paths: [`src/engine/engine-${at}.ts`] })),
  ...madeAlike(3, (at) => ({ title: `internal: Split module ${at}`, paths: [`src/core/module-${at}.ts`] })),
];

export function madeAlike(count: number, made: (at: number) => Made): Made[] {
  return Array.from({ length: count }, (_, at) => made(at + 1));
}

/** Weeks of that team. @param told What it announces of them, and under which heading; @param takenOut what it takes out of drafts. */
export function taughtWeeks(
  weeks: number,
  told: (pull: PullRequest, week: number) => boolean | string,
  more: Parameters<typeof taughtWeek>[2] = {},
): Lesson[] {
  return Array.from({ length: weeks }, (_, at) => taughtWeek(at, told, more)).flat();
}

/** One of them. */
export function taughtWeek(
  at: number,
  told: (pull: PullRequest, week: number) => boolean | string,
  {
    held = {},
    takenOut = () => false,
    headings,
    merged = WEEK,
  }: {
    held?: PolicyParts;
    takenOut?: (pull: PullRequest) => boolean;
    headings?: Headings;
    /** What it merges in a week, instead. */
    merged?: readonly Made[];
  } = {},
): Lesson[] {
  const evidence = pullsOf(merged, at);
  const announced = evidence.flatMap((each): [string, string | null][] => {
    const heading = told(each, at);
    return heading === false ? [] : [[each.ref, heading === true ? null : heading]];
  });
  const window = { evidence, timeframe: week, sources: [harbor], ignored: [], usual: defaults, headings };
  const people = { told: new Map(announced), taken_out: new Set(evidence.filter(takenOut).map(({ ref }) => ref)) };
  return lessonsOf({ ...window, ...people, analysis_type: "weekly_digest" }, held, at);
}

const pullsOf = (merged: readonly Made[], at: number): PullRequest[] =>
  merged.map(({ title, paths, by = "human", labels = [] }, place) => {
    const files = paths.map((path) => ({ path, additions: 10, deletions: 2 }));
    const size = { files: files.length, additions: 10 * files.length, deletions: 2 * files.length };
    const author = { login: by === "human" ? "mira" : "renovate[bot]", kind: by };
    return pull(at * 100 + place + 1, title, { files, size, author, labels });
  });
