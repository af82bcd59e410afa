import { LIMITS } from "../../webhooks/contract/limits.ts";
import type { FieldProblem } from "../../webhooks/contract/problem.ts";
import { readSkill } from "../../webhooks/contract/skills.ts";
import type { TemplateParts } from "../../webhooks/contract/templates.ts";
import { policyFaults } from "../text/policy/faults.ts";
import { analysisFault } from "./prompts.ts";
import type { Spec } from "./specification.ts";

/** Everything that keeps these parts from being a version, beyond their shape; paths as in `prompts.lead`. Asks nobody. */
export function partFaults(parts: TemplateParts, base: Spec): FieldProblem[] {
  return [
    ...promptFaults(parts.prompts, base.prompts),
    ...skillFaults(parts.skills),
    ...toolFaults(parts.tools, Object.keys(base.tool_digests["agent"] ?? {})),
    ...policyFaults(parts.policy),
  ];
}

function promptFaults(prompts: TemplateParts["prompts"], base: Spec["prompts"]): FieldProblem[] {
  const missing = Object.keys(base).filter((name) => prompts[name] === undefined);
  const strange = Object.keys(prompts).filter((name) => base[name] === undefined);
  return [
    ...missing.map((name) => {
      const message = `The prompt ${name} is missing.`;
      return fault(`prompts.${name}`, "missing", message, "Put it back; it may say little, but not nothing.");
    }),
    ...strange.map((name) => {
      const message = `There is no prompt ${name}: nothing would ever read it.`;
      return fault(`prompts.${name}`, "unknown_prompt", message, "Take it out, or make it a skill.");
    }),
    ...Object.entries(prompts).flatMap(([name, text]) => {
      if (base[name] === undefined) return [];
      if (text.trim() === "") {
        return fault(`prompts.${name}`, "empty", `The prompt ${name} is empty.`, "Say what it shall say.");
      }
      const because = isType(name) ? analysisFault(text) : null;
      const message = `The prompt ${name} ${because}.`;
      return because ? fault(`prompts.${name}`, "no_sections", message, "Write “kind: Heading”, a line each.") : [];
    }),
  ];
}

const isType = (name: string): boolean => name.startsWith("types/");

function skillFaults(skills: TemplateParts["skills"]): FieldProblem[] {
  const names = Object.keys(skills);
  const chars = Object.values(skills).reduce((sum, text) => sum + text.length, 0);
  const { skills: most, all_skill_chars: mostChars } = LIMITS.templates;
  return [
    ...(names.length > most
      ? [fault("skills", "too_many", `There are ${names.length} skills; ${most} are read.`, "Join some.")]
      : []),
    ...(chars > mostChars
      ? [
          fault(
            "skills",
            "too_long",
            `All skills together have ${said(chars)} characters; ${said(mostChars)} are read in each call.`,
            "Shorten them.",
          ),
        ]
      : []),
    ...names.flatMap((name) => {
      const read = readSkill(skills[name] ?? "");
      if (!("because" in read)) return [];
      return fault(
        `skills.${name}`,
        "unreadable",
        `The skill ${name} cannot be read: ${read.because}.`,
        "Mend its header, or its text.",
      );
    }),
  ];
}

const said = (count: number): string => count.toLocaleString("en");

function toolFaults(tools: readonly string[], known: readonly string[]): FieldProblem[] {
  return tools.flatMap((name, at) => {
    if (known.length === 0 || known.includes(name)) return [];
    const message = `There is no tool “${name}”.`;
    return fault(`tools.${at}`, "unknown_tool", message, `Use ${known.join(", ")}.`);
  });
}

function fault(path: string, code: string, message: string, fix: string): FieldProblem {
  return { path, code, message, fix };
}
