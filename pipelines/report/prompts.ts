import { type ItemKind, itemKinds } from "../../webhooks/contract/kinds.ts";
import type { AnalysisType } from "../../webhooks/contract/parameters.ts";

/** An analysis type as its prompt defines it: the sections in their order, and what the writer is told. */
export type AnalysisPrompts = { sections: [ItemKind, string][]; prompt: string };

const HEADER = /^---\n([\s\S]*?)\n---\n+/;

/**
 * Reads `types/{type}` of a template version: `kind: Heading` lines between two `---`, then prose.
 *
 * @throws {Error} when the version does not have it, or names a kind that there is not.
 */
export function readAnalysisType(prompts: Record<string, string>, type: AnalysisType): AnalysisPrompts {
  const text = promptOf(prompts, `types/${type}`);
  const header = HEADER.exec(text);
  const sections = (header?.[1] ?? "").split("\n").map((line): [ItemKind, string] => {
    const [name = "", heading = ""] = line.split(/:\s*/, 2);
    const kind = itemKinds.find((one) => one === name);
    if (!kind || !heading) throw new Error(`types/${type} has no section in "${line}".`);
    return [kind, heading];
  });
  return { sections, prompt: text.replace(HEADER, "").trim() };
}

/** The sections of an analysis type; undefined for versions that came before there were any. */
export function usualSections(
  prompts: Record<string, string>,
  type: AnalysisType,
): AnalysisPrompts["sections"] | undefined {
  return prompts[`types/${type}`] === undefined ? undefined : readAnalysisType(prompts, type).sections;
}

/** @throws {Error} when the template version does not have it. */
export function promptOf(prompts: Record<string, string>, name: string): string {
  const prompt = prompts[name];
  if (prompt === undefined) throw new Error(`The template version has no prompt "${name}".`);
  return prompt.trim();
}
