import type { Coverage, PullRequest, Released } from "../../webhooks/contract/evidence.ts";
import type { Parameters as Asked } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { acrossBranches } from "../text/reverts/across-branches.ts";
import { failureShape } from "./failure.ts";
import { counted } from "../words.ts";
import { readSources } from "./read-sources.ts";
import type { AskingReleases } from "./releases/asking.ts";
import { heldBy, releasesOf } from "./releases/released.ts";
import type { Reading } from "./sources.ts";
import { readToCome } from "./to-come.ts";

export type AskingEvidence = Parameters<typeof readSources>[2] & AskingReleases;
type Range = { since: string; until: string };

type Gathered = {
  evidence: PullRequest[];
  coverage: Coverage;
  requests: number;
  notes: string[];
  /** Wide enough for all that was read: what a range by releases has was merged when it was merged. */
  window: Range;
};

/** `released`: which release holds each of them; `to_come`: what is open, too. */
type Wanted = { released: boolean; to_come: boolean };

export function wantedOf({ range, show_released, analysis_type }: Asked): Wanted {
  const to_come = analysis_type === "whats_next";
  return { released: range !== undefined || show_released === true || to_come, to_come };
}

/**
 * Everything that was merged in a window or a range, each change once whatever branches it reached; where it is wanted, with the release
 * that first holds it. Complete, or it throws.
 */
export async function gatherEvidence(
  readings: readonly Reading[],
  range: Range,
  wanted: Wanted,
  ask: AskingEvidence,
): Promise<Gathered> {
  const { picks, ...read } = await readSources(readings, range, ask);
  const evidence: PullRequest[] = [];
  const notes = [...read.notes];
  for (const [repo, pulls] of Map.groupBy(read.evidence, (pull) => pull.repo)) {
    const own = readings.filter(({ source }) => source.repo === repo);
    const once = acrossBranches(pulls.map((pull) => ({ pull, picks: picks.get(pull.ref) ?? [] })));
    const reached = await orNote(notes, `Which branches of ${repo} hold what is not known`, once, () =>
      withBranches(own, once, ask),
    );
    const known = await orNote(notes, `Which releases of ${repo} hold what is not known`, reached, async () => {
      if (!wanted.released) return reached;
      const { released, notes: more } = await releasesOf(repo, reached, ask);
      notes.push(...more);
      return withReleases(reached, released);
    });
    evidence.push(...known);
  }
  const isRange = readings.some(({ within }) => within);
  const merged = { ...read, evidence, notes, window: isRange ? widened(range, evidence) : range };
  return wanted.to_come ? withToCome(merged, readings, ask) : merged;
}

/** What a release has is no news of what is to come. */
async function withToCome(merged: Gathered, readings: readonly Reading[], ask: AskingEvidence): Promise<Gathered> {
  const { open, ...more } = await readToCome(readings, new Date(merged.window.until), ask);
  const unreleased = merged.evidence.filter(({ released }) => !released);
  const gone = merged.evidence.length - unreleased.length;
  const left =
    gone > 0 ? [`${counted(gone, "pull request")} of this time ${gone === 1 ? "is" : "are"} released already.`] : [];
  const sum = (key: keyof Coverage) => merged.coverage[key] + more.coverage[key];
  return {
    ...merged,
    evidence: [...unreleased, ...open],
    coverage: {
      pages: sum("pages"),
      seen: sum("seen"),
      in_window: sum("in_window") - gone,
      excluded: sum("excluded") + gone,
    },
    requests: merged.requests + more.requests,
    notes: [...merged.notes, ...left, ...more.notes],
  };
}

/** A token that may not read contents still reads pull requests. */
async function orNote<T>(notes: string[], what: string, otherwise: T, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Problem ? failureShape.safeParse(error.cause).data?.code : undefined;
    if (!(error instanceof Problem) || !NOT_SHOWN.has(code ?? "")) throw error;
    notes.push(`${what}: ${error.message}`);
    return otherwise;
  }
}

const NOT_SHOWN: ReadonlySet<string> = new Set(["forbidden", "not_found", "invalid", "unreadable"]);
const DAY_MS = 24 * 3_600_000;

/** Which of several branches hold each of them: what was merged before one was cut is on that one, too. */
async function withBranches(
  readings: readonly Reading[],
  pulls: readonly PullRequest[],
  ask: AskingReleases,
): Promise<PullRequest[]> {
  const [first] = readings;
  const merged = pulls.flatMap(({ merged_at }) => (merged_at ? [Date.parse(merged_at)] : []));
  if (!first || readings.length < 2 || merged.length === 0) return [...pulls];
  const since = `${new Date(Math.min(...merged) - DAY_MS).toISOString().slice(0, 19)}Z`;
  const { repo } = first.source;
  const reached = new Map<string, string[]>();
  for (const { source, bases } of readings) {
    const [branch = source.base_branch] = bases;
    const tip = await ask.commitAt(repo, `heads/${branch}`);
    const { held } = tip ? await heldBy(repo, tip, since, pulls, ask) : { held: [] };
    for (const ref of held) reached.set(ref, [...(reached.get(ref) ?? []), branch]);
  }
  return pulls.map((pull) => {
    const branches = [...new Set([pull.base_branch, ...(pull.branches ?? []), ...(reached.get(pull.ref) ?? [])])];
    return { ...pull, branches };
  });
}

/** A change is released with the first release that holds it, or a pick of it. */
function withReleases(pulls: readonly PullRequest[], known: ReadonlyMap<string, Released>): PullRequest[] {
  const copies = Map.groupBy(pulls, (pull) => firstOf(pull) ?? pull.ref);
  return pulls.map((pull) => {
    const all = (copies.get(pull.ref) ?? [pull]).map(({ ref }) => known.get(ref));
    const dated = all.flatMap((one) => one ?? []).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
    const released = dated[0] ?? (all.includes(undefined) ? undefined : null);
    return released === undefined ? pull : { ...pull, released };
  });
}

const firstOf = ({ fate }: PullRequest): string | null | undefined =>
  fate?.is === "copy" || fate?.is === "again" ? fate.of[0]?.ref : undefined;

function widened({ since, until }: Range, pulls: readonly PullRequest[]): Range {
  const times = pulls.flatMap(({ merged_at }) => (merged_at ? [Date.parse(merged_at)] : []));
  const text = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  return {
    since: text(Math.min(Date.parse(since), ...times)),
    until: text(Math.max(Date.parse(until), ...times.map((ms) => ms + 1_000))),
  };
}
