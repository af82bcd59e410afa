import type { z } from "zod";
import { cleanLine } from "../text/clean-text.ts";
import type { GithubTool } from "./tool.ts";
import { toldFailure, wrongCall } from "./told-failure.ts";

const MOST_FAULTS = 3;
const MAX_KEY_CHARS = 60;

type ReadArguments = { args: Record<string, unknown> } | { refusal: ReturnType<typeof toldFailure> };

/** The arguments of a call; or, in our words, what is wrong with them and what would be right. */
export function readArguments(tool: GithubTool, given: unknown): ReadArguments {
  const read = tool.input.safeParse(given, { reportInput: true });
  if (read.success) return { args: read.data };
  const { issues } = read.error;
  const faults = issues.slice(0, MOST_FAULTS).map((issue) => faultOf(issue));
  const more = issues.length > MOST_FAULTS ? ` And ${issues.length - MOST_FAULTS} more.` : "";
  const message = `${tool.name} was not called. ${faults.join(" ")}${more}`;
  return { refusal: toldFailure(wrongCall(message), fixOf(tool, issues)) };
}

function faultOf(issue: z.core.$ZodIssue): string {
  const where = cleanLine(issue.path.join("."), MAX_KEY_CHARS);
  if (issue.code === "unrecognized_keys") {
    const keys = issue.keys.slice(0, MOST_FAULTS).map((key) => cleanLine(key, MAX_KEY_CHARS) || "without a name");
    return `There is no argument ${keys.join(", ")}${where && ` in ${where}`}.`;
  }
  return issue.input === undefined ? `The argument ${where} is missing.` : `${where} ${demandOf(issue)}.`;
}

const KINDS: Record<string, string> = { int: "a whole number", array: "a list", object: "an object" };
const UNITS: Record<string, string> = { string: "characters", array: "entries" };

/** Behind the argument's name: what it has to be. */
function demandOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${KINDS[issue.expected] ?? `a ${issue.expected}`}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.join(", ")}`;
    case "too_big":
      return boundOf(issue.origin, "at most", Number(issue.maximum));
    case "too_small":
      return boundOf(issue.origin, "at least", Number(issue.minimum));
    default:
      // Each form of ours has its sentence: "must be the name of a branch".
      return issue.message;
  }
}

function boundOf(origin: string, side: string, bound: number): string {
  const unit = UNITS[origin];
  if (!unit) return `must be ${side} ${bound}`;
  return bound === 1 ? "must not be empty" : `must have ${side} ${bound} ${unit}`;
}

/** What the first wrong argument is for; or, where one is not known, which there are. */
function fixOf({ input }: GithubTool, issues: readonly z.core.$ZodIssue[]): string {
  const [name] = issues[0]?.path ?? [];
  const description = input.shape[String(name)]?.meta()?.description;
  const told = description
    ? `About ${String(name)}: ${description}`
    : `It takes ${Object.keys(input.shape).join(", ")}.`;
  return `Correct that and call it again. ${told}`;
}
