import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { LedgerLine, Report } from "../../webhooks/contract/report.ts";
import { inMergedOrder } from "./merged-order.ts";
import type { PlannedPull } from "./plan/plan.ts";

type Place = Pick<LedgerLine, "disposition" | "reason" | "group">;
/** What code did with a pull request after a writer had placed it, as a sentence without its full stop. `limit`: that decided where it is. */
type Note = { pr: string; because: string; by?: "limit" };

/**
 * Where each pull request ended, one line each, in merged order. What the report shows counts as shown, whatever else is said of it.
 *
 * @param planned What code decided of them: who moved one from there stands in its line.
 * @param ignored Left out on request; they may or may not be part of the evidence.
 * @param notes Several of one pull request stand one after the other.
 */
export function ledgerOf(
  report: Report,
  evidence: readonly PullRequest[],
  planned: readonly PlannedPull[],
  ignored: readonly PullRequest[],
  notes: readonly Note[] = [],
): LedgerLine[] {
  const places = placesIn(report, planned, ignored);
  const plans = new Map(planned.map((each) => [each.pr.ref, each]));
  const noted = Map.groupBy(notes, ({ pr }) => pr);
  const all = new Map([...evidence, ...ignored].map((pr) => [pr.ref, pr]));
  return inMergedOrder([...all.values()]).map((pr) => {
    const place = places.get(pr.ref) ?? { disposition: "omitted", reason: "policy" };
    const decided = withNotes(decidedOf(place, plans.get(pr.ref)), noted.get(pr.ref) ?? []);
    return {
      pr: pr.ref,
      title: pr.title,
      url: pr.url,
      author: pr.author.login,
      merged_at: pr.merged_at,
      ...place,
      ...(plans.get(pr.ref)?.rule && { rule: plans.get(pr.ref)?.rule ?? undefined }),
      ...(decided && { decided }),
      ...(pr.size && { size: { additions: pr.size.additions, deletions: pr.size.deletions } }),
      ...(pr.fate && { fate: pr.fate }),
      ...(pr.stands && { stands: pr.stands }),
      ...(pr.released !== undefined && { released: pr.released }),
      ...(pr.branches && { branches: pr.branches }),
    };
  });
}

function placesIn(
  report: Report,
  planned: readonly PlannedPull[],
  ignored: readonly PullRequest[],
): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  // From the weakest to the strongest: a later one replaces an earlier one.
  for (const { pr, reason } of report.omitted) places.set(pr, { disposition: "omitted", reason });
  for (const { pr, disposition } of planned) {
    if (disposition === "cancelled") places.set(pr.ref, { disposition, reason: "reverted" });
  }
  for (const { ref } of ignored) places.set(ref, { disposition: "omitted", reason: "ignored" });
  for (const { label, prs } of report.grouped) {
    for (const pr of prs) places.set(pr, { disposition: "grouped", reason: null, group: label });
  }
  for (const pr of report.items.flatMap(({ prs }) => prs)) places.set(pr, { disposition: "cited", reason: null });
  return places;
}

const PLACES = { cite: "cited", group: "grouped", omit: "omitted", cancelled: "cancelled" } as const;
const WAS = { cite: "to be told", group: "only counted", omit: "left out", cancelled: "taken back" } as const;

function decidedOf({ disposition }: Place, plan: PlannedPull | undefined): LedgerLine["decided"] {
  if (!plan || PLACES[plan.disposition] === disposition) return plan?.decided;
  return { by: "model", because: `It was ${WAS[plan.disposition]}: ${lowered(plan.decided.because)}` };
}

/** Who decided stays who it was, but for what there was no room for. */
function withNotes(decided: LedgerLine["decided"], notes: readonly Note[]): LedgerLine["decided"] {
  const limit = notes.find(({ by }) => by === "limit");
  if (limit) return { by: "limit", because: limit.because };
  const said = new Set(notes.map(({ because }) => because));
  return decided && { ...decided, because: [decided.because, ...said].join(". ") };
}

const lowered = (text: string): string =>
  /^[A-Z][a-z]+ /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
