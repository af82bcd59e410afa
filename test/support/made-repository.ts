import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./temporary-folder.ts";

type MadeFile = { path: string; additions: number; deletions: number; patch?: string; text?: string };
export type MadePull = {
  number: number;
  title: string;
  author_login: string;
  is_bot: boolean;
  body: string;
  labels?: string[];
  co_authors?: { name: string; login: string }[];
  files?: MadeFile[];
};

/** Everything in a made repository was merged in this week. */
export const MADE_WEEK = { since: "2026-03-02T00:00:00Z", until: "2026-03-09T00:00:00Z", time_zone: "UTC" };
const MINUTE_MS = 60_000;

const KINDS: Omit<MadePull, "number">[] = [
  { title: "feat: add export of orders", author_login: "ada", is_bot: false, body: "" },
  { title: "fix: keep the cursor where it was", author_login: "grace", is_bot: false, body: "" },
  { title: "Bump left-pad from 1.2.0 to 1.3.0", author_login: "dependabot[bot]", is_bot: true, body: "" },
  { title: "docs: say how to start", author_login: "linus", is_bot: false, body: "" },
];

/** Pull requests as many as asked for: features, fixes, dependency updates and documentation in turn. */
export function pulls(count: number): MadePull[] {
  return Array.from({ length: count }, (_, index) => {
    const kind = KINDS[index % KINDS.length]!;
    return { ...kind, number: index + 1, title: `${kind.title} (${index + 1})` };
  });
}

/** Writes data-set files, one a repository, and says where they are. */
export function makeRepositories(repositories: Record<string, MadePull[]>): { files: string[]; remove: () => void } {
  const { path: folder, remove } = temporaryFolder("made");
  const files = Object.entries(repositories).map(([repo, made]) => {
    const file = join(folder, `${repo.replace("/", "-")}.json`);
    writeFileSync(file, JSON.stringify({ repo, base_branch: "main", windows: [{ prs: made.map(merged) }] }));
    return file;
  });
  return { files, remove };
}

function merged(pull: MadePull) {
  return {
    ...pull,
    author_name: pull.author_login,
    base: "main",
    files: pull.files ?? [],
    merged_at: new Date(Date.parse(MADE_WEEK.since) + pull.number * 30 * MINUTE_MS).toISOString(),
    merge_sha: pull.number.toString(16).padStart(40, "0"),
  };
}
