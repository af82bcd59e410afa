import { type ItemKind, itemKinds } from "../../webhooks/contract/kinds.ts";
import type { AnalysisType } from "../../webhooks/contract/parameters.ts";
import { readSkill, type SkillJob } from "../../webhooks/contract/skills.ts";
import type { Spec } from "./specification.ts";

/** What a version tells a model: its prompts, and what operators add to them. */
export type Instructions = Pick<Spec, "prompts" | "skills">;

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
  const fault = analysisFault(text);
  if (fault) throw new Error(`types/${type} ${fault}.`);
  const lines = headerLines(text).map(readLine);
  const sections = lines.flatMap(({ kind, heading }): [ItemKind, string][] => (kind ? [[kind, heading]] : []));
  return { sections, prompt: text.replace(HEADER, "").trim() };
}

/** Why an analysis type cannot be read, as the rest of a sentence that begins with its name; null: it can. */
export function analysisFault(text: string): string | null {
  const lines = headerLines(text);
  if (lines.length === 0) return "has no sections: it begins with --- and ends them with ---";
  const wrong = lines.find((line) => !readLine(line).kind || !readLine(line).heading);
  if (wrong !== undefined) return `has no section in “${wrong.slice(0, 40)}”`;
  const kinds = lines.map((line) => readLine(line).kind);
  const twice = kinds.find((kind, at) => kinds.indexOf(kind) !== at);
  return twice ? `names ${twice} twice` : null;
}

const headerLines = (text: string): string[] => HEADER.exec(text.trim())?.[1]?.split("\n") ?? [];

function readLine(line: string): { kind: ItemKind | undefined; heading: string } {
  const [name = "", heading = ""] = line.split(/:\s*/, 2);
  return { kind: itemKinds.find((one) => one === name), heading: heading.trim() };
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

/** The skills for one job, by name. A version has none that cannot be read. */
export function skillsFor(skills: Spec["skills"], job: SkillJob): string[] {
  return Object.keys(skills)
    .sort()
    .flatMap((name) => {
      const read = readSkill(skills[name] ?? "");
      return "because" in read || !read.jobs.includes(job) ? [] : [read.text];
    });
}
