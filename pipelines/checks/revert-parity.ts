import type { Finding } from "../../webhooks/contract/finding.ts";
import { citation } from "../../webhooks/contract/report-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";

type Told = { prs: readonly string[]; tellsOfRollback: boolean; line: number | null };

/** H9: nothing is told as shipped that was undone before the window ended. */
export function checkRevertParity(items: readonly Told[], facts: CheckFacts): Finding[] {
  const undone = new Set(facts.evidence.filter(({ fate }) => fate?.is === "undone").map(({ ref }) => ref));
  const told = items.filter(({ tellsOfRollback }) => !tellsOfRollback);
  return told.flatMap(({ prs, line }) =>
    prs
      .filter((pr) => undone.has(pr))
      .map((pr) => {
        const shown = citation(pr, facts.sources);
        return found({
          check: "H9",
          severity: "fault",
          message: `${shown} was undone again in this window${undoneBy(pr, facts)}.`,
          fix: `Take ${shown} out, or tell of it under “Rolled back”.`,
          about: pr,
          line,
          prs: [pr],
        });
      }),
  );
}

function undoneBy(pr: string, { evidence, sources }: CheckFacts): string {
  const by = evidence.findLast(({ reverts }) => reverts === pr);
  return by ? `, by ${citation(by.ref, sources)}` : "";
}
