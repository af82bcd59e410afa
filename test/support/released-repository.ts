import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./temporary-folder.ts";

/** One pull request of the made repository, as little of it as a test has to say. */
type Made = {
  number: number;
  title: string;
  base: string;
  /** The hour in which it was merged, of about four days that ended a moment ago; null: it is open. */
  hour: number | null;
  body?: string;
  draft?: boolean;
  milestone?: number;
  labels?: string[];
  paths?: string[];
};

const HOUR_MS = 3_600_000;
/** Ranges go on until now. */
const BEGAN = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 100 * HOUR_MS;
export const hourOf = (hour: number): string => new Date(BEGAN + hour * HOUR_MS).toISOString().replace(".000Z", "Z");

const shaOf = (number: number): string => number.toString(16).padStart(40, "0");

function pullOf({ hour, paths = ["src/dock.ts"], ...pull }: Made) {
  const author = { author_name: "Mira", author_login: "mira" };
  const files = paths.map((path) => ({ path, additions: 5, deletions: 1 }));
  const times =
    hour === null
      ? { created_at: hourOf(pull.number) }
      : { created_at: hourOf(hour - 1), merged_at: hourOf(hour), merge_sha: shaOf(pull.number) };
  return { body: "", ...author, ...pull, files, ...times };
}

type More = {
  repo?: string;
  pulls?: readonly Made[];
  tags?: readonly object[];
  releases?: readonly object[];
  milestones?: readonly object[];
};

/**
 * `acme/dock`: main, and two release branches that were cut from it. What was merged to main before hour 20 is in 1.4, before hour 40 in
 * 1.5; two fixes were picked to both.
 */
const DOCK: readonly Made[] = [
  { number: 1, title: "feat: moor boats by their length", base: "main", hour: 10 },
  { number: 2, title: "chore(release): 1.4.0", base: "main", hour: 18, labels: ["release"] },
  { number: 3, title: "feat: a tide table for each berth", base: "main", hour: 30 },
  { number: 4, title: "fix: count a catamaran once", base: "main", hour: 32, paths: ["src/count.ts"] },
  { number: 5, title: "[1.4] Count a catamaran once", base: "release/1.4", hour: 34, body: "Backport of #4." },
  { number: 6, title: "chore(release): 1.4.1", base: "release/1.4", hour: 35, labels: ["release"] },
  { number: 7, title: "chore(release): 1.5.0", base: "main", hour: 39, labels: ["release"] },
  { number: 8, title: "feat: berths may be booked for a night", base: "main", hour: 50 },
  { number: 9, title: "fix: keep the queue in order", base: "main", hour: 52, paths: ["src/queue.ts"] },
  { number: 10, title: "fix: keep the queue in order (backport #9)", base: "release/1.5", hour: 54 },
  { number: 11, title: "fix: keep the queue in order", base: "release/1.4", hour: 55, paths: ["src/queue.ts"] },
  { number: 12, title: "chore(release): 1.5.1", base: "release/1.5", hour: 56, labels: ["release"] },
  { number: 13, title: "feat: pay by phone at the pier", base: "main", hour: null, milestone: 1 },
  { number: 14, title: "Added a map of the harbour", base: "main", hour: null, draft: true, milestone: 1 },
  { number: 15, title: "fix: bills come twice", base: "release/1.5", hour: null },
  {
    number: 16,
    title: "build(deps): bump left-pad from 1.0.0 to 1.1.0",
    base: "main",
    hour: null,
    labels: ["dependencies"],
  },
];

export const DOCK_TAGS = [
  { name: "v1.4.0", pull: 2, annotated: true },
  { name: "v1.4.1", pull: 6 },
  { name: "v1.5.0", pull: 7, annotated: true },
  { name: "v1.5.1", pull: 12 },
  { name: "v1.6.0-rc.1", pull: 9 },
];
const RELEASES = [
  { tag: "v1.4.0", published_at: hourOf(19) },
  { tag: "v1.4.1", published_at: hourOf(36) },
  { tag: "v1.5.0", published_at: hourOf(40) },
  { tag: "v1.5.1", published_at: hourOf(57) },
  { tag: "v1.6.0-rc.1", published_at: hourOf(58), prerelease: true },
  { tag: "v1.6.0", published_at: hourOf(59), draft: true },
];

/** A data set of it in a file of its own. */
export function releasedRepository({
  repo = "acme/dock",
  pulls = DOCK,
  tags = DOCK_TAGS,
  releases = RELEASES,
  milestones = [],
}: More = {}): string {
  const all = pulls.map(pullOf);
  const set = {
    repo,
    base_branch: "main",
    cuts: [
      { branch: "release/1.4", from: "main", at: hourOf(20) },
      { branch: "release/1.5", from: "main", at: hourOf(40) },
    ],
    windows: [{ prs: all.filter((one) => "merged_at" in one) }],
    unmerged: all.filter((one) => !("merged_at" in one)),
    tags,
    releases,
    milestones: [{ number: 1, title: "1.6", due_on: hourOf(400) }, ...milestones],
  };
  const path = join(temporaryFolder("released").path, `${repo.replace("/", "-")}.json`);
  writeFileSync(path, JSON.stringify(set));
  return path;
}
