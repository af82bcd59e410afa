import type { Item } from "../../../webhooks/contract/report.ts";
import { hasOwnPlace } from "../sections.ts";
import type { PlannedPull } from "./plan.ts";

/** Items as the policy wants them told, whoever wrote them: of the kind, and in the section, that a rule gives their first pull request. */
export function placedByRules(items: readonly Item[], planned: readonly PlannedPull[]): Item[] {
  const rules = new Map(planned.map(({ pr, rule }) => [pr.ref, rule]));
  return items.map((item) => {
    if (hasOwnPlace(item.kind)) return item;
    const { kind = item.kind, section } = item.prs.map((pr) => rules.get(pr)).find(Boolean) ?? {};
    return { ...item, kind, ...(section && { section }) };
  });
}
