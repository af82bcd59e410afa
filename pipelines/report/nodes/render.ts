import type { RunnableConfig } from "@langchain/core/runnables";
import { checkText } from "../../checks/check-text.ts";
import { renderReport } from "../render.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";

/** report → markdown, and the findings of that very text. Links, authors and counts come from the evidence. */
export function render({ recorder }: Tools) {
  return ({ parameters, report, evidence, ledger, findings }: State, config: RunnableConfig): Promise<Partial<State>> =>
    recorder.node("render", placeOf(config), async () => {
      const { sources } = parameters;
      const markdown = renderReport(report, evidence, sources);
      const found = [...findings, ...checkText(markdown, { evidence, sources, ledger, by: "agent" })];
      const once = [...new Map(found.map((finding) => [finding.key, finding])).values()];
      return { result: { markdown, findings: once }, detail: `${markdown.length.toLocaleString("en")} characters` };
    });
}
