import type { LedgerMove } from "../../webhooks/contract/difference.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";
import { readItems } from "../../webhooks/contract/report-text.ts";
import type { KnownText } from "../runs/known-text.ts";

/** A text with what became of each pull request in it. */
type Told = Pick<KnownText, "ledger" | "markdown"> & { sources: readonly Source[] };

/** The pull requests that end elsewhere in another run, in the order of its ledger, and those that it has not read. */
export function ledgerMoves(before: Told, after: Told): LedgerMove[] {
  const [was, is] = [placesIn(before), placesIn(after)];
  const lines = new Map([...after.ledger, ...before.ledger].map((line) => [line.pr, line]));
  return [...new Set([...after.ledger, ...before.ledger].map(({ pr }) => pr))].flatMap((pr) => {
    const [from, to, line] = [was.of.get(pr) ?? null, is.of.get(pr) ?? null, lines.get(pr)];
    if (!line || (from && to && !hasMoved(from, to, was.sections, is.sections))) return [];
    const { title, url } = line;
    return [{ pr, title, url, from, to, because: is.because.get(pr) ?? null }];
  });
}

type Place = NonNullable<LedgerMove["from"]>;

function placesIn({ ledger, markdown, sources }: Told) {
  const headings = new Map<string, string>();
  for (const { prs, section } of readItems(markdown, sources)) {
    for (const pr of prs) if (!headings.has(pr)) headings.set(pr, section);
  }
  const placeOf = ({ pr, disposition, reason }: LedgerLine): Place => {
    return { disposition, reason, section: disposition === "cited" ? (headings.get(pr) ?? null) : null };
  };
  return {
    of: new Map(ledger.map((line) => [line.pr, placeOf(line)])),
    because: new Map(ledger.map(({ pr, decided }) => [pr, decided?.because ?? null])),
    sections: new Set(headings.values()),
  };
}

/** A section that is only called otherwise now has moved nothing. */
function hasMoved(from: Place, to: Place, were: ReadonlySet<string>, are: ReadonlySet<string>): boolean {
  if (from.disposition !== to.disposition || from.reason !== to.reason) return true;
  return from.section !== to.section && (are.has(from.section ?? "") || were.has(to.section ?? ""));
}
