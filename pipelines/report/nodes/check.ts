import type { RunnableConfig } from "@langchain/core/runnables";
import { checkReport } from "../../checks/check-report.ts";
import { ledgerOf } from "../render.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";

/** report, evidence → ledger, findings: the structured report against what was read. */
export function check({ recorder }: Tools) {
  return ({ parameters, report, evidence, plan }: State, config: RunnableConfig): Promise<Partial<State>> =>
    recorder.node("check", placeOf(config), async () => {
      const ignoredRefs = new Set(parameters.ignored_prs);
      const ignored = evidence.filter(({ ref }) => ignoredRefs.has(ref));
      const cancelled = plan.planned.flatMap(({ disposition, pr }) => (disposition === "cancelled" ? [pr.ref] : []));
      const ledger = ledgerOf(report, evidence, cancelled, ignored);
      const findings = checkReport(report, { evidence, sources: parameters.sources, ledger, by: "agent" });
      const detail = findings.length === 0 ? "nothing found" : `${findings.length} found`;
      return { result: { ledger, findings }, detail };
    });
}
