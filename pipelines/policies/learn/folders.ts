import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import type { PolicyCondition } from "../../../webhooks/contract/policy.ts";
import { readPathPattern } from "../../text/policy/path-pattern.ts";
import { type Candidate, FEWEST_ALIKE } from "./candidate.ts";
import { isClear } from "./judge.ts";
import type { Lesson } from "./lessons.ts";

/** A folder is not named for one pull request. */
const FEWEST_MOVED = 2;

/** Of each folder: what lies whole in it, and what touches it; and the folders of which people tell nothing, together. */
export function foldersIn(lessons: readonly Lesson[]): Candidate[] {
  const touched = widest(byFolder(lessons, ({ files = [] }) => new Set(files.flatMap(({ path }) => foldersOf(path)))));
  const whole = widest(byFolder(lessons, (pr) => commonFolders(pr)));
  return [
    ...untold(lessons, touched),
    ...[...whole].map(([folder, inside]) => asked("all", [folder], inside)),
    ...[...touched].map(([folder, inside]) => asked("any", [folder], inside)),
  ];
}

type Folders = ReadonlyMap<string, readonly Lesson[]>;

/** "a/b/c.ts" → "a/", "a/b/" */
function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, at) => `${parts.slice(0, at + 1).join("/")}/`);
}

/** Those that hold all that it changed; none where nobody knows all of it. */
function commonFolders({ files = [], size }: PullRequest): ReadonlySet<string> {
  const [first, ...others] = files;
  if (!first || (size?.files ?? files.length) > files.length) return new Set();
  return new Set(foldersOf(first.path).filter((folder) => others.every(({ path }) => path.startsWith(folder))));
}

function byFolder(lessons: readonly Lesson[], of: (pr: PullRequest) => ReadonlySet<string>): Folders {
  const found = new Map<string, Lesson[]>();
  for (const lesson of lessons) {
    for (const folder of of(lesson.pr)) {
      const all = found.get(folder);
      if (all) all.push(lesson);
      else found.set(folder, [lesson]);
    }
  }
  return new Map([...found].filter(([folder, all]) => all.length >= FEWEST_ALIKE && isPlain(folder)));
}

/** As a rule it means itself and nothing else. */
const isPlain = (folder: string): boolean =>
  folder.length <= LIMITS.policy.value_chars && !/[*?]/.test(folder) && typeof readPathPattern(folder) === "function";

/** Of folders in one another that hold the very same, the outer one says it shorter. */
function widest(folders: Folders): Folders {
  return new Map(
    [...folders].filter(([folder, all]) => {
      const outer = folders.get(folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1));
      return outer?.length !== all.length;
    }),
  );
}

/** The outermost folders of whose pull requests people tell hardly one: what lies in these alone. */
function untold(lessons: readonly Lesson[], touched: Folders): Candidate[] {
  const quiet = [...touched].filter(([, all]) => isClear(all, "leave_out")).map(([folder]) => folder);
  const outermost = quiet.filter((folder) => !quiet.some((other) => other !== folder && folder.startsWith(other)));
  const within = lessons.filter(({ pr }) => liesIn(pr, outermost));
  const moved = within.filter(({ is_told, rule, must }) => is_told && rule === null && !must);
  const touching = (folder: string) =>
    moved.filter(({ pr }) => pr.files?.some(({ path }) => path.startsWith(folder))).length;
  const needed = outermost.filter((folder) => touching(folder) >= FEWEST_MOVED);
  if (needed.length < 2 || needed.length > LIMITS.policy.values) return [];
  return [
    asked(
      "all",
      needed,
      within.filter(({ pr }) => liesIn(pr, needed)),
    ),
  ];
}

function liesIn({ files = [], size }: PullRequest, folders: readonly string[]): boolean {
  if (files.length === 0 || (size?.files ?? files.length) > files.length) return false;
  return files.every(({ path }) => folders.some((folder) => path.startsWith(folder)));
}

function asked(how: "all" | "any", values: string[], lessons: readonly Lesson[]): Candidate {
  const condition: PolicyCondition = { what: "paths", how, values };
  const depth = Math.max(...values.map((one) => one.split("/").length - 1));
  return {
    sort: `${how} ${values.length > 1 ? "of several folders" : `of folders ${depth} deep`}`,
    when: [condition],
    lessons,
  };
}
