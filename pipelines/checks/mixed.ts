import { setImmediate as turn } from "node:timers/promises";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { checkText, type CheckFacts } from "./check-text.ts";
import { eachFindingOnce } from "./finding.ts";

/**
 * Judges a text that people may have changed. A line that nobody touched is the agent's still, whatever was changed around it.
 *
 * @param written What the agent had written.
 */
export async function findingsOfMixed(
  markdown: string,
  written: string,
  facts: Omit<CheckFacts, "by">,
): Promise<Finding[]> {
  const asAgent = checkText(markdown, { ...facts, by: "agent" });
  if (markdown === written) return asAgent;
  // A long text takes a while each time: whoever else waits for this process comes first.
  await turn();
  const agents = new Set(written.split("\n"));
  const lines = markdown.split("\n");
  const kept = asAgent.filter(({ line }) => line !== null && agents.has(lines[line - 1] ?? ""));
  return eachFindingOnce([...checkText(markdown, { ...facts, by: "person" }), ...kept]);
}
