import { dateText } from "../../base/date-text.ts";
import type { Coverage, PullRequest } from "../../webhooks/contract/evidence.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { counted } from "../words.ts";
import { readOpenPulls } from "./evidence.ts";
import { readAround, type AskingAround } from "./read-around.ts";
import type { AskingReleases } from "./releases/asking.ts";
import type { Milestone } from "./releases/reads.ts";
import type { Reading } from "./sources.ts";
import { MOST_PER_PAGE } from "./tool.ts";
import type { ListArgs, ListedPull } from "./tools.ts";

type Asking = AskingAround & Pick<AskingReleases, "milestones"> & { page: (args: ListArgs) => Promise<ListedPull[]> };
type ToCome = { open: PullRequest[]; coverage: Coverage; requests: number; notes: string[] };

/** More that are open are nobody's plan. */
const MOST_OPEN_PAGES = 10;
const MOST_MILESTONES = 6;

/** What is asked for of every source, whole, and what it is planned for. */
export async function readToCome(readings: readonly Reading[], now: Date, ask: Asking): Promise<ToCome> {
  const all: ToCome = {
    open: [],
    coverage: { pages: 0, seen: 0, in_window: 0, excluded: 0 },
    requests: 0,
    notes: [],
  };
  for (const { source, bases } of readings) {
    const found = new Map<number, ListedPull>();
    for (const base of bases) {
      for (const pull of await everyOpen({ ...source, base_branch: base }, all, ask)) found.set(pull.number, pull);
    }
    const about = await readAround({ source }, [...found.values()], ask);
    const open = readOpenPulls(source, [...found.values()], about.around);
    all.open.push(...open);
    all.requests += about.requests;
    all.notes.push(...about.notes);
    all.coverage.seen += found.size;
    all.coverage.in_window += open.length;
    all.coverage.excluded += found.size - open.length;
  }
  all.requests += all.coverage.pages;
  for (const repo of new Set(readings.map(({ source }) => source.repo))) {
    const milestones = await ask.milestones(repo);
    all.notes.push(...milestoneNotes(repo, milestones, now));
  }
  return all;
}

async function everyOpen(
  { repo, base_branch: base }: Reading["source"],
  { coverage }: ToCome,
  { page: ask }: Asking,
): Promise<ListedPull[]> {
  const [owner = "", name = ""] = repo.split("/");
  const order = { sort: "created", direction: "asc" } as const;
  const found: ListedPull[] = [];
  for (let page = 1; page <= MOST_OPEN_PAGES; page += 1) {
    const pulls = await ask({ owner, repo: name, state: "open", base, ...order, page, perPage: MOST_PER_PAGE });
    coverage.pages += 1;
    // Not every server filters the base exactly.
    found.push(...pulls.filter((pull) => pull.base.ref === base));
    if (pulls.length < MOST_PER_PAGE) return found;
  }
  const message = `${repo} has more than ${MOST_OPEN_PAGES * MOST_PER_PAGE} open pull requests into ${base}.`;
  throw new Problem("too_large", message, "Choose another branch, or another kind of text.");
}

function milestoneNotes(repo: string, milestones: readonly Milestone[] | null, now: Date): string[] {
  if (milestones === null)
    return [`The milestones of ${repo} are not known: this reader of GitHub does not list them.`];
  const shown = milestones.slice(0, MOST_MILESTONES).map(({ title, due, open, closed }) => {
    const when = due ? `due ${dateText(new Date(due), now, { timeZone: "UTC" })}` : "without a day";
    return `Milestone “${title}” of ${repo}, ${when}: ${open} open, ${closed} done.`;
  });
  const more = milestones.length - shown.length;
  return more > 0 ? [...shown, `${repo} has ${counted(more, "milestone")} more.`] : shown;
}
