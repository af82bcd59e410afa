import type { Fate } from "../../webhooks/contract/evidence.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { citation } from "../../webhooks/contract/report-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";

type Told = { prs: readonly string[]; tellsOfRollback: boolean; line: number | null };

/** H9: nothing is told as shipped that was undone before the window ended. */
export function checkRevertParity(items: readonly Told[], facts: CheckFacts): Finding[] {
  const undone = new Map(facts.evidence.flatMap(({ ref, fate }) => (fate?.is === "undone" ? [[ref, fate.of[0]]] : [])));
  const told = items.filter(({ tellsOfRollback }) => !tellsOfRollback);
  return told.flatMap(({ prs, line }) =>
    prs
      .filter((pr) => undone.has(pr))
      .map((pr) => {
        const shown = citation(pr, facts.sources);
        return found({
          check: "H9",
          severity: "fault",
          message: `${shown} was undone again in this window${undoneBy(undone.get(pr), facts)}.`,
          fix: `Take ${shown} out, or tell of it under “Rolled back”.`,
          about: pr,
          line,
          prs: [pr],
        });
      }),
  );
}

function undoneBy(by: Fate["of"][number] | undefined, { sources }: CheckFacts): string {
  return by?.ref ? `, by ${citation(by.ref, sources)}` : "";
}
